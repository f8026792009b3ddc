"""Meetings, milestones, agendas, and what is received from others."""

from importlib.resources import files

from chassis.migrations.grants import let_service_use
from chassis.migrations.statements import execute_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    execute_file(files("review.migrations.versions") / "0001_review.sql")
    let_service_use("review")
