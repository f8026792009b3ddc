"""Alembic's entry to the notebook's lineage."""

from chassis.migrations.environment import run
from tests.support.chassis.notebook.tables import metadata

run(metadata)
