"""Alembic's entry to the commitments service's lineage."""

from chassis.migrations.environment import run
from commitments.app import service

run(service.metadata)
