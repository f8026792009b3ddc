"""Traces through ledger and timers, and indexes for what metrics ask."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    execute_file(files("chassis.migrations.versions") / "0002_traces.sql")
