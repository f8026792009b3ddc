"""The whole life cycle of a commitment, and whether its party declared it."""

from importlib.resources import files

from chassis.migrations.statements import execute_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    execute_file(files("commitments.migrations.versions") / "0006_life.sql")
