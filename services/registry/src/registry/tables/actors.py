"""Actors, the groupings to which they belong, and since when."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from registry.rules.actors import ACTOR_KINDS, GROUPING_KINDS
from registry.tables.base import Base, one_of


class Grouping(Base, table=True):
    """A grouping of actors: a regional commission's members, an M49 region, a group such as the LDC."""

    __tablename__ = "grouping"
    __table_args__ = (one_of("kind", GROUPING_KINDS),)

    code: str = Field(sa_type=Text, primary_key=True)
    version: int
    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    as_of: date


class Actor(Base, table=True):
    """Anyone with a role: a State, a UN entity, an organisation."""

    __tablename__ = "actor"
    __table_args__ = (
        one_of("kind", ACTOR_KINDS),
        CheckConstraint("m49 ~ '^[0-9]{3}$'", name="m49"),
        CheckConstraint("iso2 ~ '^[A-Z]{2}$'", name="iso2"),
        Index("ix_actor_kind", "kind", "code"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    code: str = Field(sa_type=Text, unique=True)
    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    names: dict[str, str] = Field(sa_type=JSONB)
    iso2: str | None = Field(default=None, sa_type=Text)
    m49: str | None = Field(default=None, sa_type=Text)
    region: str | None = Field(default=None, sa_type=Text, foreign_key="registry.grouping.code", index=True)
    source: str = Field(sa_type=Text)
    as_of: date


class Membership(Base, table=True):
    """That an actor belongs to a grouping, from a day and until before another; an open end is null."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("grouping", "actor_id", "valid_from", postgresql_nulls_not_distinct=True),
        CheckConstraint("valid_until >= valid_from", name="validity"),
    )

    id: UUID = Field(primary_key=True)
    grouping: str = Field(sa_type=Text, foreign_key="registry.grouping.code")
    actor_id: UUID = Field(foreign_key="registry.actor.id", index=True)
    valid_from: date | None = None
    valid_until: date | None = None
    source: str = Field(sa_type=Text)
    as_of: date
