"""Received findings, gap analyses, processes and their programmes of work."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    execute_file(files("review.migrations.versions") / "0004_registry_facts.sql")
