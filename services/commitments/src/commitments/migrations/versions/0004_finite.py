"""No time and no day is infinite."""

from chassis.migrations.finite import refuse_infinity

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    refuse_infinity("commitments")
