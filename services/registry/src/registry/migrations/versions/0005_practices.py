"""Practices, and who has adopted them."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_file(files("registry.migrations.versions") / "0005_practices.sql")
