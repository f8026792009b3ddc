"""The tables of the review service. Received facts are versions: rows are added and never overwritten."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from chassis.database import service_metadata

metadata = service_metadata("review")


class Base(SQLModel, registry=registry(metadata=metadata)):
    """All tables of this service, apart from those of any other."""

    metadata = metadata


def _instant(*, nullable: bool = False) -> Any:
    return Field(sa_column=Column(DateTime(timezone=True), nullable=nullable))


class Meeting(Base, table=True):
    """A meeting whose agenda hangs on a milestone."""

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("ends_at > starts_at AND minutes > 0", name="times"),)

    id: UUID = Field(primary_key=True)
    version: int = 1
    title: str
    place: str | None = None
    starts_at: datetime = _instant()
    ends_at: datetime = _instant()
    time_zone: str
    minutes: int


class Milestone(Base, table=True):
    """Who owes what by when."""

    __tablename__ = "milestone"
    __table_args__ = (CheckConstraint("opens_at < due_at AND due_at <= locks_at", name="schedule"),)

    id: UUID = Field(primary_key=True)
    version: int = 1
    reference: str = Field(unique=True)
    title: str
    framework: str
    opens_at: datetime = _instant()
    due_at: datetime = _instant()
    locks_at: datetime = _instant()
    time_zone: str
    scope: str
    meeting_id: UUID | None = Field(
        default=None,
        sa_column=Column(ForeignKey(Meeting.id), nullable=True, index=True),  # type: ignore[arg-type] # a column
    )
    passed_at: datetime | None = _instant(nullable=True)


class ExpectedParty(Base, table=True):
    """A party that owes a report for a milestone, with its extension or exemption."""

    __tablename__ = "expected_party"

    milestone_id: UUID = Field(sa_column=Column(ForeignKey(Milestone.id), primary_key=True))  # type: ignore[arg-type] # a column
    party: str = Field(primary_key=True)
    region: str | None = None
    extended_due_at: datetime | None = _instant(nullable=True)
    extended_locks_at: datetime | None = _instant(nullable=True)
    extended_by: str | None = None
    extension_reason: str | None = None
    exempted_by: str | None = None
    exemption_reason: str | None = None


class Assembly(Base, table=True):
    """An agenda that is to be assembled as of `cut_at`, as soon as the sources are complete up to then."""

    __tablename__ = "assembly"
    __table_args__ = (Index("ix_assembly_pending", "cut_at", postgresql_where=text("completed_at IS NULL")),)

    milestone_id: UUID = Field(sa_column=Column(ForeignKey(Milestone.id), primary_key=True))  # type: ignore[arg-type] # a column
    cut_at: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    reason: str
    completed_at: datetime | None = _instant(nullable=True)
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
    cut_at: datetime = _instant()
    digest: str
    document: str = Field(sa_column=Column(Text, nullable=False))
    assembled_at: datetime = _instant()


class _Version(SQLModel):
    """Where a received version stands in its source's ledger."""

    epoch: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    time: datetime = Field(sa_type=DateTime(timezone=True))


class _Lasting(_Version):
    """A version that is in force until a newer one takes over."""

    valid_until: datetime = Field(
        sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": text("'infinity'")}
    )
    """Ledger time of the next version; `infinity` for the newest."""


class ReceivedActor(_Version, Base, table=True):
    """From the registry: who may owe reports."""

    __tablename__ = "received_actor"

    code: str = Field(index=True)
    kind: str
    name: str
    region: str | None = None
    groupings: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))


class ReceivedGoal(_Version, Base, table=True):
    """From commitments: the goals of a framework."""

    __tablename__ = "received_goal"

    goal_id: UUID
    framework: str
    code: str
    title: str


class ReceivedCommitment(_Lasting, Base, table=True):
    """From commitments: what was committed to."""

    __tablename__ = "received_commitment"
    __table_args__ = (
        Index("ix_received_commitment_newest", "commitment_id", "epoch", text("sequence DESC")),
        Index("ix_received_commitment_time", "epoch", "time"),
    )

    commitment_id: UUID
    reference: str
    title: str
    party: str


class ReceivedAlignment(Base, table=True):
    """Under which goals a version of a commitment falls."""

    __tablename__ = "received_alignment"

    epoch: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    framework: str = Field(primary_key=True)
    goal: str = Field(primary_key=True)
    degree: str


class ReceivedIndicator(Base, table=True):
    """Which indicators a version of a commitment has."""

    __tablename__ = "received_indicator"

    epoch: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    indicator_id: UUID = Field(primary_key=True)


class ReceivedProgress(_Lasting, Base, table=True):
    """From commitments: computed progress."""

    __tablename__ = "received_progress"
    __table_args__ = (
        Index("ix_received_progress_newest", "commitment_id", "epoch", text("sequence DESC")),
        Index("ix_received_progress_time", "epoch", "time"),
        Index("ix_received_progress_status", "epoch", "status", "valid_until"),
    )

    commitment_id: UUID
    status: str
    score: float | None = None


class ReceivedCoverage(_Lasting, Base, table=True):
    """From commitments: how far an indicator is measured."""

    __tablename__ = "received_coverage"
    __table_args__ = (
        Index("ix_received_coverage_newest", "indicator_id", "epoch", text("sequence DESC")),
        Index("ix_received_coverage_time", "epoch", "time"),
    )

    indicator_id: UUID
    commitment_id: UUID
    points: int
    by_sex: bool
    by_age: bool


class ReceivedReport(_Version, Base, table=True):
    """From commitments: a submission of a report. The time of the first decides timeliness."""

    __tablename__ = "received_report"
    __table_args__ = (Index("ix_received_report_milestone", "epoch", "milestone_id", "party"),)

    report_id: UUID
    milestone_id: UUID
    party: str
    title: str
    challenges: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    practices: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))


def _identity() -> Any:
    numbered = Column(BigInteger, Identity(always=True), primary_key=True)
    return Field(default=None, sa_column=numbered)


class _Count(SQLModel):
    """A row of a count, which is the sum of its rows."""

    epoch: UUID
    framework: str


class CommitmentCount(_Count, Base, table=True):
    """How many commitments stand now under a goal, by degree of alignment and computed status."""

    __tablename__ = "commitment_count"

    id: int | None = _identity()
    goal: str
    degree: str
    status: str
    commitments: int


class IndicatorCount(_Count, Base, table=True):
    """How far the indicators of a party's commitments are measured now, by the degrees of their alignment."""

    __tablename__ = "indicator_count"

    id: int | None = _identity()
    party: str
    degrees: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    indicators: int
    with_data: int
    by_sex: int
    by_age: int


class UnmeasuredCommitment(Base, table=True):
    """A commitment that now has indicators without any data."""

    __tablename__ = "unmeasured"
    __table_args__ = (Index("ix_unmeasured_commitment_id", "commitment_id"),)

    epoch: UUID = Field(primary_key=True)
    framework: str = Field(primary_key=True)
    commitment_id: UUID = Field(primary_key=True)
    degrees: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    indicators: int
