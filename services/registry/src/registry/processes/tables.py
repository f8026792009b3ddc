"""Consultative processes, their programmes of work, and what they have agreed."""

from datetime import date

from sqlalchemy import ARRAY, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.resources.collections.ordering import dated
from registry.catalogue.tables import Entry
from registry.processes.rules.kinds import AGREEMENT_KINDS, ITEM_KINDS, PROCESS_KINDS, PROCESS_STATUSES
from registry.schema import one_of


class Process(Entry, table=True):
    """A standing consultation among States: regional, interregional or global."""

    __tablename__ = "process"
    __table_args__ = (
        one_of("kind", PROCESS_KINDS),
        one_of("status", PROCESS_STATUSES),
        Index("ix_process_themes", "themes", postgresql_using="gin"),
        Index("ix_process_members", "members", postgresql_using="gin"),
        Index("ix_process_name", "name", "code"),
    )

    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    names: dict[str, str] = Field(sa_type=JSONB)
    mandate: str | None = Field(default=None, sa_type=Text)
    themes: list[str] = Field(sa_type=ARRAY(Text))
    founded: int | None = Field(default=None, sa_type=SmallInteger)
    grouping: str | None = Field(default=None, sa_type=Text, foreign_key="registry.grouping.code", index=True)
    members: list[str] = Field(sa_type=ARRAY(Text))
    observers: list[str] = Field(sa_type=ARRAY(Text))
    secretariat: str | None = Field(default=None, sa_type=Text)
    status: str = Field(sa_type=Text)
    link: str | None = Field(default=None, sa_type=Text)


class ProgrammeItem(Entry, table=True):
    """An item of a process's programme of work: planned, and held or not."""

    __tablename__ = "programme_item"
    __table_args__ = (
        one_of("kind", ITEM_KINDS),
        Index("ix_programme_item_framework", "framework", "held_on"),
        Index("ix_programme_item_planned_on", *dated("planned_on"), "code"),
    )

    process: str = Field(sa_type=Text, foreign_key="registry.process.code", index=True)
    kind: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    framework: str | None = Field(default=None, sa_type=Text)
    themes: list[str] = Field(sa_type=ARRAY(Text))
    planned_on: date | None = None
    held_on: date | None = None
    states: list[str] = Field(sa_type=ARRAY(Text))
    summary: str | None = Field(default=None, sa_type=Text)
    link: str | None = Field(default=None, sa_type=Text)


class Agreement(Entry, table=True):
    """What a process has agreed."""

    __tablename__ = "agreement"
    __table_args__ = (
        one_of("kind", AGREEMENT_KINDS),
        Index("ix_agreement_themes", "themes", postgresql_using="gin"),
        Index("ix_agreement_adopted", *dated("adopted"), "code"),
    )

    process: str = Field(sa_type=Text, foreign_key="registry.process.code", index=True)
    kind: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    adopted: date | None = None
    themes: list[str] = Field(sa_type=ARRAY(Text))
    summary: str | None = Field(default=None, sa_type=Text)
    link: str | None = Field(default=None, sa_type=Text)
