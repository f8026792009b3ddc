"""The tables of the commitments service.

What a fact's time is, the ledger says: rows carry the id of the event that told of them. Received facts and
observations are versions: rows are added and never overwritten.
"""

from datetime import date, datetime
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from chassis.database import service_metadata
from commitments.progress import Status

metadata = service_metadata("commitments")


class Base(SQLModel, registry=registry(metadata=metadata)):
    """All tables of this service, apart from those of any other."""

    metadata = metadata


def _text(**more: Any) -> Any:
    return Field(sa_type=Text, **more)


def _instant() -> Any:
    return Field(sa_type=DateTime(timezone=True))


def _json() -> Any:
    return Field(sa_column=Column(JSONB, nullable=False))


def _texts() -> Any:
    return Field(sa_column=Column(ARRAY(Text), nullable=False))


def _one_of(column: str, *values: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


class Framework(Base, table=True):
    """What goals are grouped under, such as the Global Compact for Migration."""

    __tablename__ = "framework"

    id: UUID = Field(primary_key=True)
    code: str = _text(unique=True)
    title: str = _text()
    adopted: date
    source: str = _text()
    as_of: date


class Goal(Base, table=True):
    """A goal of a framework."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)

    id: UUID = Field(primary_key=True)
    framework_id: UUID = Field(foreign_key="commitments.framework.id")
    position: int
    code: str = _text()
    title: str = _text()
    text: str = _text()
    horizon: str = _text()
    source: str = _text()
    as_of: date


class CommitmentNumber(Base, table=True):
    """The last number that was given to a commitment of a party in a year."""

    __tablename__ = "commitment_number"

    party: str = _text(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


class Commitment(Base, table=True):
    """What a party promises."""

    __tablename__ = "commitment"
    __table_args__ = (
        _one_of("kind", "policy", "process", "financial", "human_resources"),
        _one_of("form", "standalone", "joint", "matching"),
        _one_of("horizon", "short", "medium", "long"),
        _one_of("status", "draft", "published"),
        CheckConstraint("(status = 'draft') = (published_event_id IS NULL)", name="published_by_an_event"),
        CheckConstraint("party = ANY (parties)", name="led_by_a_party"),
        Index("ix_commitment_parties", "parties", postgresql_using="gin"),
    )

    id: UUID = Field(primary_key=True)
    version: int = 1
    reference: str = _text(unique=True)
    party: str = _text()
    parties: list[str] = _texts()
    title: str = _text()
    description: str = _text()
    kind: str = _text()
    form: str = _text()
    horizon: str = _text()
    markers: list[str] = _texts()
    area: str | None = _text(default=None)
    practice: str | None = _text(default=None)
    status: str = _text(default="draft")
    published_event_id: UUID | None = None


class PracticeAdoption(Base, table=True):
    """That a party has adopted a practice, and which commitment was drafted from it: one, for ever."""

    __tablename__ = "practice_adoption"

    practice: str = _text(primary_key=True)
    party: str = _text(primary_key=True)
    commitment_id: UUID = Field(foreign_key="commitments.commitment.id", index=True)


class CommitmentGoal(Base, table=True):
    """That a commitment serves a goal, and how much."""

    __tablename__ = "commitment_goal"
    __table_args__ = (_one_of("degree", "high", "medium", "low"),)

    commitment_id: UUID = Field(primary_key=True, foreign_key="commitments.commitment.id")
    goal_id: UUID = Field(primary_key=True, foreign_key="commitments.goal.id", index=True)
    degree: str = _text()


class Indicator(Base, table=True):
    """By what a commitment is measured, and how far it is covered by data."""

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("commitment_id", "code"),
        CheckConstraint("direction IN (1, -1)", name="direction"),
        CheckConstraint("baseline_value IS NULL OR baseline_year IS NOT NULL", name="baseline"),
        CheckConstraint("(target_year IS NULL) = (target_value IS NULL)", name="target"),
        CheckConstraint("target_year > baseline_year", name="target_after_baseline"),
    )

    id: UUID = Field(primary_key=True)
    commitment_id: UUID = Field(foreign_key="commitments.commitment.id")
    version: int = 1
    position: int
    code: str = _text()
    title: str = _text()
    unit: str = _text()
    direction: int
    baseline_year: int | None = None
    baseline_value: float | None = Field(default=None, sa_type=Double)
    target_year: int | None = None
    target_value: float | None = Field(default=None, sa_type=Double)
    dimensions: dict[str, list[str]] = _json()
    aligned_with: str | None = _text(default=None)
    definition: str | None = _text(default=None)
    points: int = 0
    latest_year: int | None = None
    by_sex: bool = False
    by_age: bool = False


class Observation(Base, table=True):
    """A value of an indicator. A later one for the same year and slice is a revision; both stay."""

    __tablename__ = "observation"
    __table_args__ = (CheckConstraint("revision > 0", name="revision"),)

    indicator_id: UUID = Field(primary_key=True, foreign_key="commitments.indicator.id")
    year: int = Field(primary_key=True)
    slice: str = _text(primary_key=True)
    """Canonical JSON, see `rules.observations`."""
    revision: int = Field(primary_key=True)
    value: float = Field(sa_type=Double)
    source_type: str = _text()
    quality: str = _text()
    event_id: UUID


class Progress(Base, table=True):
    """A computed judgement on a commitment, with the inputs from which anyone can compute it again."""

    __tablename__ = "progress"
    __table_args__ = (_one_of("status", *get_args(Status)),)

    commitment_id: UUID = Field(primary_key=True, foreign_key="commitments.commitment.id")
    version: int = Field(primary_key=True)
    status: str = _text()
    score: float | None = Field(default=None, sa_type=Double)
    confidence: str = _text()
    method: str = _text()
    method_version: str = _text()
    indicators: list[dict[str, Any]] = _json()
    """For each indicator its assessment, with the events that told of the base and the latest value."""
    event_id: UUID


class Report(Base, table=True):
    """A party's report for a milestone, as its party works on it."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("milestone_id", "party"),)

    id: UUID = Field(primary_key=True)
    version: int = 1
    milestone_id: UUID
    party: str = _text(index=True)
    title: str = _text()
    language: str = _text()
    challenges: list[dict[str, str]] = _json()
    practices: list[dict[str, str]] = _json()
    completed_event_id: UUID | None = None
    signed_off_event_id: UUID | None = None


class ReportSubmission(Base, table=True):
    """A report as it was submitted, for everyone to read, and what the secretariat said of it."""

    __tablename__ = "report_submission"
    __table_args__ = (
        _one_of("decision", "accepted", "returned"),
        CheckConstraint("(decision IS NULL) = (decision_event_id IS NULL)", name="decided_by_an_event"),
    )

    report_id: UUID = Field(primary_key=True, foreign_key="commitments.report.id")
    submission: int = Field(primary_key=True)
    title: str = _text()
    language: str = _text()
    challenges: list[dict[str, str]] = _json()
    practices: list[dict[str, str]] = _json()
    event_id: UUID
    decision: str | None = _text(default=None)
    note: str | None = _text(default=None)
    decision_event_id: UUID | None = None


class _Version(SQLModel):
    """Where a received version stands in its source's ledger."""

    epoch: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    time: datetime = _instant()


class ReceivedParty(_Version, Base, table=True):
    """From the registry: who may commit and report."""

    __tablename__ = "received_party"
    __table_args__ = (Index("ix_received_party_newest", "code", "epoch", text("sequence DESC")),)

    code: str = _text()
    kind: str = _text()
    region: str | None = _text(default=None)


class ReceivedMilestone(_Version, Base, table=True):
    """From review: for what reports are asked."""

    __tablename__ = "received_milestone"
    __table_args__ = (Index("ix_received_milestone_newest", "milestone_id", "epoch", text("sequence DESC")),)

    milestone_id: UUID
    reference: str = _text()
    framework: str = _text()
    opens_at: datetime = _instant()
    due_at: datetime = _instant()
    locks_at: datetime = _instant()
    parties: list[str] = _texts()


class ReceivedExtension(_Version, Base, table=True):
    """From review: more time for one party."""

    __tablename__ = "received_extension"
    __table_args__ = (
        Index("ix_received_extension_newest", "milestone_id", "party", "epoch", text("sequence DESC")),
    )

    milestone_id: UUID
    party: str = _text()
    locks_at: datetime = _instant()


class ReceivedExemption(_Version, Base, table=True):
    """From review: a party that owes no report."""

    __tablename__ = "received_exemption"
    __table_args__ = (Index("ix_received_exemption_party", "milestone_id", "party", "epoch"),)

    milestone_id: UUID
    party: str = _text()
