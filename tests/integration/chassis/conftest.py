"""The notebook's fixtures."""

from tests.support.chassis.fixtures import (
    client,
    former,
    make_notebook_database,
    notebook,
    owner,
    plain_logs,
    writer,
)

__all__ = ["client", "former", "make_notebook_database", "notebook", "owner", "plain_logs", "writer"]
