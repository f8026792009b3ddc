"""Counts of how commitments stand, so that an agenda does not have to count them all."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_file(files("review.migrations.versions") / "0002_standing.sql")
