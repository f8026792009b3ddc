"""Queues: what keeps failing is set aside."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("ALTER TABLE chassis.timer ADD COLUMN set_aside_at timestamptz")
