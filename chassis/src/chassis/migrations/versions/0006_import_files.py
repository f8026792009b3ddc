"""Imports: the file as it was sent, what became of each row, and why a job has failed."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    execute_file(files("chassis.migrations.versions") / "0006_import_files.sql")
