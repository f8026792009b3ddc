"""More kinds of actors and groupings, parents, codes, and memberships of their own."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    execute_file(files("registry.migrations.versions") / "0003_actors.sql")
