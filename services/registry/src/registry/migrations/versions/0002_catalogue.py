"""The catalogue: themes, definitions, instruments, participations, processes, and what each was before."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_file(files("registry.migrations.versions") / "0002_catalogue.sql")
