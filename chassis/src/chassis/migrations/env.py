"""Alembic's entry to the chassis's own lineage."""

from chassis.migrations.environment import run
from chassis.tables import metadata

run(metadata)
