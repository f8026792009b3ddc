"""Alembic's entry to the gateway's lineage."""

from chassis.migrations.environment import run
from gateway.app import service

run(service.metadata)
