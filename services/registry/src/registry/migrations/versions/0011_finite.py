"""No time and no day is infinite."""

from chassis.migrations.finite import refuse_infinity

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    refuse_infinity("registry")
