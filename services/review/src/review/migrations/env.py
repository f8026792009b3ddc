"""Alembic's entry to the review service's lineage."""

from chassis.migrations.environment import run
from review.tables import metadata

run(metadata)
