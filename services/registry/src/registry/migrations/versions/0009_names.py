"""Names of actors: keys by the rules on names, ambiguous aliases, languages of aliases."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    execute_file(files("registry.migrations.versions") / "0009_names.sql")
