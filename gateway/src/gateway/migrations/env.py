"""Alembic's entry to the gateway's lineage."""

from chassis.migrations.environment import run
from gateway.schema import metadata

run(metadata)
