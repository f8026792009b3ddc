"""Alembic's entry to the commitments service's lineage."""

from chassis.migrations.environment import run
from commitments.tables import metadata

run(metadata)
