"""Regional bodies read the event streams with credentials of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stream_grant",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("principal", sa.Text, nullable=False),
        sa.Column("topics", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("group_prefix", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("revoked_at", _INSTANT),
        sa.UniqueConstraint("principal"),
        sa.CheckConstraint(
            "topics <@ ARRAY['compact.registry', 'compact.commitments', 'compact.review',"
            " 'compact.heartbeat'] AND cardinality(topics) > 0",
            name="topics",
        ),
        sa.CheckConstraint("expires_at > created_at", name="term"),
        schema="gateway",
    )
