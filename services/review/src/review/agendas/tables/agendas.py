"""Agendas: those that are to be assembled, the rule sets, and every version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.base.waiting import waiting_columns
from review.schedule.tables import Milestone
from review.schema import Base, instant


class AssemblyRow(Base, table=True):
    """An agenda that is to be assembled as of `cut_at`, as soon as the sources are complete up to then."""

    __tablename__ = "assembly"
    __table_args__ = (
        *waiting_columns(),
        Index("ix_assembly_pending", "cut_at", postgresql_where=text("completed_at IS NULL")),
    )

    milestone_id: UUID = Field(sa_column=Column(ForeignKey(Milestone.id), primary_key=True))  # type: ignore[arg-type] # a column
    cut_at: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    reason: str
    completed_at: datetime | None = instant(nullable=True)
    traceparent: str | None = Field(default=None, sa_type=Text)
    """The W3C trace context of what asked for it."""


class RuleSetRow(Base, table=True):
    """A published rule set; what was published under a version does not change."""

    __tablename__ = "rule_set"

    code: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    body: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    source: str
    as_of: str


class AgendaRow(Base, table=True):
    """A version of a meeting's agenda. Every version is kept."""

    __tablename__ = "agenda"
    __table_args__ = (
        Index("uq_agenda_meeting_version", "meeting_id", "version", unique=True),
        CheckConstraint("status IN ('provisional', 'revised', 'adopted')", name="status"),
    )

    id: UUID = Field(primary_key=True)
    meeting_id: UUID = Field(foreign_key="review.meeting.id")
    milestone_id: UUID = Field(foreign_key="review.milestone.id", index=True)
    version: int
    status: str
    complete: bool
    reason: str
    author: str
    rule_set: str
    cut_at: datetime = instant()
    digest: str
    document: str = Field(sa_column=Column(Text, nullable=False))
    assembled_at: datetime = instant()
