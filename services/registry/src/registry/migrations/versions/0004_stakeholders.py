"""Role assignments and accreditations."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    execute_file(files("registry.migrations.versions") / "0004_stakeholders.sql")
