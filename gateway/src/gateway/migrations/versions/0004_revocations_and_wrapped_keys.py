"""Tokens can be revoked before they expire; public keys are readable without the private ones."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    version = sa.Column("credentials_version", sa.Integer, nullable=False, server_default="1")
    op.add_column("api_client", version, schema="gateway")
    op.add_column("api_client", sa.Column("revoked_at", sa.DateTime(timezone=True)), schema="gateway")
    # Without a value for keys that an earlier release has made: theirs is read from the private one.
    op.add_column("signing_key", sa.Column("public_key", sa.Text), schema="gateway")
