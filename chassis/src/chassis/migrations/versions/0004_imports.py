"""Imports: jobs, and the rows that wait to be applied or were rejected."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    execute_file(files("chassis.migrations.versions") / "0004_imports.sql")
