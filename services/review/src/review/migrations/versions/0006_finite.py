"""No time and no day is infinite."""

from chassis.migrations.finite import refuse_infinity

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    refuse_infinity("review")
