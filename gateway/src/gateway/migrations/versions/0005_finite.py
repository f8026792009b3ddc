"""No time and no day is infinite."""

from chassis.migrations.finite import refuse_infinity

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    refuse_infinity("gateway")
