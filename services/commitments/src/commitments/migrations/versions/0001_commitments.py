"""Frameworks, commitments, indicators, observations, progress and reports, and what is received for them."""

from importlib.resources import files

from chassis.migrations.grants import let_service_use
from chassis.migrations.statements import execute_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    execute_file(files("commitments.migrations.versions") / "0001_commitments.sql")
    let_service_use("commitments")
