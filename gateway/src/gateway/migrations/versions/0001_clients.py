"""API clients, signing keys, and failed requests for tokens."""

import sqlalchemy as sa
from alembic import op

from chassis.migrations.grants import let_service_use

revision = "0001"
down_revision = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "api_client",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("party", sa.Text),
        sa.Column("secret_digest", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("disabled_at", _INSTANT),
        sa.CheckConstraint(
            "roles <@ ARRAY['state', 'un_entity', 'secretariat', 'regional_body', 'stakeholder', 'assessor',"
            " 'observer'] AND cardinality(roles) > 0",
            name="roles",
        ),
        sa.CheckConstraint("octet_length(secret_digest) = 32", name="secret_digest"),
        schema="gateway",
    )
    op.create_table(
        "signing_key",
        sa.Column("kid", sa.Text, primary_key=True),
        sa.Column("private_key", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("signs_from", _INSTANT, nullable=False),
        sa.Column("retired_at", _INSTANT),
        sa.CheckConstraint("retired_at >= signs_from", name="service_life"),
        schema="gateway",
    )
    op.create_table(
        "token_failure",
        sa.Column("client_id", sa.Uuid, sa.ForeignKey("gateway.api_client.id"), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        schema="gateway",
    )
    let_service_use("gateway")
