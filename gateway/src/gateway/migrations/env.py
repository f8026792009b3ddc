"""Alembic's entry to the gateway's lineage."""

from chassis.migrations.environment import run
from gateway.tables import metadata

run(metadata)
