"""Alembic's entry to the chassis's own lineage."""

from chassis.base.tables import metadata
from chassis.migrations.environment import run

run(metadata)
