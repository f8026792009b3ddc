"""Actors, groupings, and who belongs to what since when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrations.grants import let_service_use

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "grouping",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.CheckConstraint("kind IN ('regional_commission', 'm49_region', 'un_group')", name="kind"),
        schema="registry",
    )
    op.create_table(
        "actor",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("names", JSONB, nullable=False),
        sa.Column("iso2", sa.Text),
        sa.Column("m49", sa.Text),
        sa.Column("region", sa.Text, sa.ForeignKey("registry.grouping.code"), index=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.CheckConstraint(
            "kind IN ('state', 'un_entity', 'regional_organisation', 'local_authority', 'civil_society',"
            " 'private_sector', 'academia', 'migrants_group')",
            name="kind",
        ),
        sa.CheckConstraint("m49 ~ '^[0-9]{3}$'", name="m49"),
        sa.CheckConstraint("iso2 ~ '^[A-Z]{2}$'", name="iso2"),
        sa.Index("ix_actor_kind", "kind", "code"),
        schema="registry",
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("grouping", sa.Text, sa.ForeignKey("registry.grouping.code"), nullable=False),
        sa.Column("actor_id", sa.Uuid, sa.ForeignKey("registry.actor.id"), nullable=False, index=True),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.UniqueConstraint("grouping", "actor_id", "valid_from", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("valid_until >= valid_from", name="validity"),
        schema="registry",
    )
    let_service_use("registry")
