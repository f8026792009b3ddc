"""A pending assembly keeps the trace of what asked for it."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE review.assembly ADD COLUMN traceparent text")
