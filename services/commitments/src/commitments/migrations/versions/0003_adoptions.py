"""Commitments that are drafted from practices, and the definitions by which indicators count."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_file(files("commitments.migrations.versions") / "0003_adoptions.sql")
