"""Frameworks, commitments, indicators, observations, progress and reports, and what is received for them."""

from importlib.resources import files

from alembic import op

from chassis.migrations.grants import let_service_use

revision = "0001"
down_revision = None


def upgrade() -> None:
    sql = files("commitments.migrations.versions") / "0001_commitments.sql"
    for statement in sql.read_text().split("---\n"):
        op.execute(statement.replace(":", r"\:"))
    let_service_use("commitments")
