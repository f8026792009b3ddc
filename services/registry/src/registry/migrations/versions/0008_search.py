"""Search over actors, processes, instruments and practices."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    execute_file(files("registry.migrations.versions") / "0008_search.sql")
