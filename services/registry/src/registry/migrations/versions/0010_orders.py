"""Orders by dates that may be missing: whether there is one is a key of its own."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    execute_file(files("registry.migrations.versions") / "0010_orders.sql")
