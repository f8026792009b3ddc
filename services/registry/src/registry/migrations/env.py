"""Alembic's entry to the registry's lineage."""

from chassis.migrations.environment import run
from registry.tables import metadata

run(metadata)
