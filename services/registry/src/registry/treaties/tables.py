"""Instruments, who takes part in them, their provisions, and the national measures on the same themes."""

import datetime as dt
from datetime import date

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.resources.collections.ordering import dated
from registry.catalogue.tables import Entry
from registry.schema import Base, one_of
from registry.treaties.rules.instruments import ACTIONS, INSTRUMENT_KINDS

_PRESSING = text("action IN ('withdrawal', 'reservation')")


class Instrument(Entry, table=True):
    """A treaty, declaration, resolution or guideline."""

    __tablename__ = "instrument"
    __table_args__ = (
        one_of("kind", INSTRUMENT_KINDS),
        CheckConstraint("in_force >= adopted", name="in_force"),
        Index("ix_instrument_themes", "themes", postgresql_using="gin"),
        Index("ix_instrument_adopted", *dated("adopted"), "code"),
        CheckConstraint("parent <> code", name="parent"),
        Index("ix_instrument_title", "title", "code"),
    )

    kind: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    titles: dict[str, str] = Field(sa_type=JSONB)
    short_name: str | None = Field(default=None, sa_type=Text)
    themes: list[str] = Field(sa_type=ARRAY(Text))
    parent: str | None = Field(default=None, sa_type=Text, foreign_key="registry.instrument.code", index=True)
    grouping: str | None = Field(default=None, sa_type=Text, foreign_key="registry.grouping.code", index=True)
    adopted: date | None = None
    in_force: date | None = None
    depositary: str | None = Field(default=None, sa_type=Text)
    link: str | None = Field(default=None, sa_type=Text)
    participations_as_of: date | None = None


class Participation(Entry, table=True):
    """One State's action on an instrument."""

    __tablename__ = "participation"
    __table_args__ = (
        one_of("action", ACTIONS),
        CheckConstraint("in_force >= date OR action = 'succession'", name="in_force"),
        Index("ix_participation_instrument", "instrument", "state", "date"),
        Index("ix_participation_list", "instrument", "code"),
        Index("ix_participation_state", "state", "code"),
        Index("ix_participation_newest", "state", "date", "code"),
        Index("ix_participation_date", "date", "code"),
        Index("ix_participation_pressing", "date", "instrument", "state", postgresql_where=_PRESSING),
    )

    instrument: str = Field(sa_type=Text, foreign_key="registry.instrument.code")
    state: str = Field(sa_type=Text, foreign_key="registry.actor.code")
    action: str = Field(sa_type=Text)
    date: dt.date
    in_force: dt.date | None = None
    note: str | None = Field(default=None, sa_type=Text)


class Participant(Base, table=True):
    """A State as one that takes part: how many events with its participations there are.

    It outlives the State's entries, so that the count never begins again.
    """

    __tablename__ = "participant"

    state: str = Field(sa_type=Text, primary_key=True)
    version: int


class Provision(Entry, table=True):
    """A part of an instrument that many can accept, on its own."""

    __tablename__ = "provision"
    __table_args__ = (Index("ix_provision_themes", "themes", postgresql_using="gin"),)

    instrument: str = Field(sa_type=Text, foreign_key="registry.instrument.code", index=True)
    article: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    themes: list[str] = Field(sa_type=ARRAY(Text))
    applied_by: list[str] = Field(sa_type=ARRAY(Text))
