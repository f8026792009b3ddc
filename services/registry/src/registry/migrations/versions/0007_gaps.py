"""Gap analyses, and what they rest on."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    execute_file(files("registry.migrations.versions") / "0007_gaps.sql")
