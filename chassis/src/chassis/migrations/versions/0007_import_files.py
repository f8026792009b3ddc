"""Imports: the file as it was sent, what became of each row, and why a job has failed."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    execute_file(files("chassis.migrations.versions") / "0007_import_files.sql")
