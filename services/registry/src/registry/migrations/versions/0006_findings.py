"""Findings about norms under pressure, and the commitments and progress that are received."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    execute_file(files("registry.migrations.versions") / "0006_findings.sql")
