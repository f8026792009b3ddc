"""Actors, the groupings to which they belong, since when, and what else they are called."""

from datetime import date

from sqlalchemy import ARRAY, CheckConstraint, Column, Computed, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlmodel import Field

from chassis.resources.collections.ordering import dated
from registry.actors.rules.kinds import ACTOR_KINDS, GROUPING_KINDS
from registry.catalogue.tables import Entry
from registry.schema import Base, one_of


def _actor() -> ForeignKey:
    return ForeignKey("registry.actor.code", ondelete="CASCADE")


class Grouping(Entry, table=True):
    """A grouping of actors: a regional commission's members, an M49 region, a group such as the LDC."""

    __tablename__ = "grouping"
    __table_args__ = (one_of("kind", GROUPING_KINDS), Index("ix_grouping_name", "name", "code"))

    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)


class Actor(Entry, table=True):
    """Anyone with a role: a State, a UN entity, an organisation."""

    __tablename__ = "actor"
    __table_args__ = (
        one_of("kind", ACTOR_KINDS),
        CheckConstraint("m49 ~ '^[0-9]{3}$'", name="m49"),
        CheckConstraint("iso2 ~ '^[A-Z]{2}$'", name="iso2"),
        Index("ix_actor_kind", "kind", "code"),
        Index("ix_actor_name", "name", "code"),
        Index("ix_actor_region", "region", "code"),
        Index("ix_actor_parent", "parent", "code"),
        Index("ix_actor_groupings", "groupings", postgresql_using="gin"),
        Index(
            "ix_actor_codes",
            "codes",
            postgresql_using="gin",
            postgresql_ops={"codes": "jsonb_path_ops"},
            postgresql_with={
                "fastupdate": "off"
            },  # each batch of an import looks for what the last has written
        ),
    )

    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    names: dict[str, str] = Field(sa_type=JSONB)
    iso2: str | None = Field(default=None, sa_type=Text, unique=True)
    m49: str | None = Field(default=None, sa_type=Text, unique=True)
    codes: dict[str, str] = Field(sa_type=JSONB)
    """By scheme. Each is one actor's only: who writes takes turns, and looks before."""
    parent: str | None = Field(default=None, sa_type=Text, foreign_key="registry.actor.code")
    region: str | None = Field(default=None, sa_type=Text, foreign_key="registry.grouping.code")
    groupings: list[str] = Field(sa_type=ARRAY(Text))
    """Those to which it belongs today, according to its memberships."""


class Membership(Entry, table=True):
    """That an actor belongs to a grouping, from a day and until before another; an open end is null."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("valid_until >= valid_from", name="validity"),
        ExcludeConstraint(
            ("grouping", "="),
            ("actor", "="),
            (text("daterange(valid_from, valid_until)"), "&&"),
            name="ex_membership_overlap",
            using="gist",
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("ix_membership_grouping", "grouping", "actor"),
        Index("ix_membership_actor", "actor", "code"),
        Index("ix_membership_valid_from", *dated("valid_from"), "code"),
    )

    grouping: str = Field(sa_type=Text, foreign_key="registry.grouping.code")
    actor: str = Field(sa_type=Text, foreign_key="registry.actor.code")
    valid_from: date | None = None
    valid_until: date | None = None


class ActorAlias(Base, table=True):
    """Another code or name of an actor, so that files that use it are understood."""

    __tablename__ = "actor_alias"

    scheme: str = Field(sa_type=Text, primary_key=True)
    """Whose code it is; `name`, or `ambiguous` for a name that names no actor without doubt."""
    alias: str = Field(sa_type=Text, primary_key=True)
    actor: str = Field(
        sa_column=Column(
            Text, ForeignKey("registry.actor.code", ondelete="CASCADE"), primary_key=True, index=True
        )
    )
    language: str = Field(default="und", sa_column=Column(Text, nullable=False, server_default="und"))
    """Of a name (BCP 47)."""
    source: str = Field(sa_type=Text)
    as_of: date


class ActorName(Base, table=True):
    """A key by which an actor is found, made of a code, a name or an alias by the rules on names."""

    __tablename__ = "actor_name"
    __table_args__ = (
        Index(
            "ix_actor_name_spelling",
            "spelling",
            postgresql_using="gin",
            postgresql_ops={"spelling": "gin_trgm_ops"},
            postgresql_with={"fastupdate": "off"},
        ),
    )

    key: str = Field(sa_type=Text, primary_key=True)
    actor: str = Field(
        sa_column=Column(
            Text, ForeignKey("registry.actor.code", ondelete="CASCADE"), primary_key=True, index=True
        )
    )
    ambiguous: bool
    """Whether the name is listed as one that names no actor without doubt."""
    spelling: str = Field(
        sa_column=Column(Text, Computed("registry.spelling(key)", persisted=True), nullable=False)
    )
    """The key in Latin letters, to be compared with what resembles it."""


class ActorNameDue(Base, table=True):
    """An actor whose keys are to be made anew, as triggers note (see the migration)."""

    __tablename__ = "actor_name_due"

    actor: str = Field(sa_column=Column(Text, _actor(), primary_key=True))
