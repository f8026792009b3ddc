"""Alembic's entry to the review service's lineage."""

from chassis.migrations.environment import run
from review.app import service

run(service.metadata)
