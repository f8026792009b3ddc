"""No time and no day is infinite."""

from chassis.migrations.finite import refuse_infinity

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    refuse_infinity("chassis")
