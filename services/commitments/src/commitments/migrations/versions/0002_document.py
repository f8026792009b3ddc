"""Commitments as they are read: a view, so that a read is one short statement."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_file(files("commitments.migrations.versions") / "0002_document.sql")
