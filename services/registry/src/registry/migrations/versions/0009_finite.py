"""No time and no day is infinite."""

from chassis.migrations.finite import refuse_infinity

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    refuse_infinity("registry")
