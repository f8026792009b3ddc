"""Assemblies are a queue: what keeps failing waits longer each time, and is set aside."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE review.assembly ADD COLUMN attempts integer NOT NULL DEFAULT 0,"
        " ADD COLUMN retry_at timestamptz, ADD COLUMN last_error text, ADD COLUMN set_aside_at timestamptz"
    )
