"""Received from the registry, as versions: rows are added and never overwritten."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from review.schema import Base, Lasting, Version

_NEWEST_FIRST = text("sequence DESC")


def _texts() -> Any:
    return Field(sa_column=Column(ARRAY(Text), nullable=False))


def _json() -> Any:
    return Field(sa_column=Column(JSONB, nullable=False))


class ReceivedFinding(Lasting, Base, table=True):
    """A norm under pressure in one State, and the State's reply."""

    __tablename__ = "received_finding"
    __table_args__ = (
        Index("ix_received_finding_newest", "finding_id", "epoch", _NEWEST_FIRST),
        Index("ix_received_finding_status", "epoch", "status", "valid_until"),
    )

    finding_id: UUID
    code: str
    kind: str
    state: str
    title: str
    text: str
    instrument: str | None = None
    status: str
    opened_on: date
    reply: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))


class ReceivedGapAnalysis(Version, Base, table=True):
    """A published gap analysis: what it counts, and the gaps that need most attention."""

    __tablename__ = "received_gap_analysis"

    version: int
    computed_at: datetime = Field(sa_type=DateTime(timezone=True))
    counts: dict[str, int] = _json()
    uncovered_themes: list[dict[str, Any]] = _json()
    low_uptake: list[dict[str, Any]] = _json()
    not_implemented: list[dict[str, Any]] = _json()


class ReceivedProcess(Lasting, Base, table=True):
    """A consultative process, and who its members are."""

    __tablename__ = "received_process"
    __table_args__ = (
        Index("ix_received_process_newest", "process_id", "epoch", _NEWEST_FIRST),
        Index("ix_received_process_code", "epoch", "code"),
    )

    process_id: UUID
    code: str
    name: str
    grouping: str | None = None
    members: list[str] = _texts()


class ReceivedProgrammeItem(Lasting, Base, table=True):
    """What a process plans or has held: regional reviews among it."""

    __tablename__ = "received_programme_item"
    __table_args__ = (
        Index("ix_received_programme_item_newest", "item_id", "epoch", _NEWEST_FIRST),
        Index("ix_received_programme_item_kind", "epoch", "kind", "framework"),
    )

    item_id: UUID
    code: str
    process: str
    kind: str
    title: str
    framework: str | None = None
    planned_on: date | None = None
    held_on: date | None = None
    states: list[str] = _texts()
    summary: str | None = None
    link: str | None = None


class ReceivedRemoval(Version, Base, table=True):
    """That a process or an item of a programme is no longer in the registry."""

    __tablename__ = "received_removal"
    __table_args__ = (Index("ix_received_removal_entry_id", "entry_id", "epoch"),)

    entry_id: UUID
