"""Incarnations: of which life of a topic a place is."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_file(files("chassis.migrations.versions") / "0005_incarnations.sql")
