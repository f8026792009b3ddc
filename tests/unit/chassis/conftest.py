"""The notebook's fixtures."""

from tests.support.chassis.fixtures import (
    client,
    make_notebook_database,
    notebook,
    owner,
    plain_logs,
    writer,
)

__all__ = ["client", "make_notebook_database", "notebook", "owner", "plain_logs", "writer"]
