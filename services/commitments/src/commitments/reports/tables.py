"""Reports and their submissions, and what review asks of parties."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from commitments.schema import Base, Version, document, instant, one_of, text_column, texts


class Report(Base, table=True):
    """A party's report for a milestone, as its party works on it."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("milestone_id", "party"),)

    id: UUID = Field(primary_key=True)
    version: int = 1
    milestone_id: UUID
    party: str = text_column(index=True)
    title: str = text_column()
    language: str = text_column()
    challenges: list[dict[str, str]] = document()
    practices: list[dict[str, str]] = document()
    completed_event_id: UUID | None = None
    signed_off_event_id: UUID | None = None


class ReportSubmission(Base, table=True):
    """A report as it was submitted, for everyone to read, and the secretariat's note on it."""

    __tablename__ = "report_submission"
    __table_args__ = (
        one_of("decision", "accepted", "returned"),
        CheckConstraint("(decision IS NULL) = (decision_event_id IS NULL)", name="decided_by_an_event"),
    )

    report_id: UUID = Field(primary_key=True, foreign_key="commitments.report.id")
    submission: int = Field(primary_key=True)
    title: str = text_column()
    language: str = text_column()
    challenges: list[dict[str, str]] = document()
    practices: list[dict[str, str]] = document()
    event_id: UUID
    decision: str | None = text_column(default=None)
    note: str | None = text_column(default=None)
    decision_event_id: UUID | None = None


class ReceivedMilestone(Version, Base, table=True):
    """From review: for what reports are asked."""

    __tablename__ = "received_milestone"
    __table_args__ = (Index("ix_received_milestone_newest", "milestone_id", "epoch", text("sequence DESC")),)

    milestone_id: UUID
    reference: str = text_column()
    framework: str = text_column()
    opens_at: datetime = instant()
    due_at: datetime = instant()
    locks_at: datetime = instant()
    parties: list[str] = texts()


class ReceivedExtension(Version, Base, table=True):
    """From review: more time for one party."""

    __tablename__ = "received_extension"
    __table_args__ = (
        Index("ix_received_extension_newest", "milestone_id", "party", "epoch", text("sequence DESC")),
    )

    milestone_id: UUID
    party: str = text_column()
    locks_at: datetime = instant()


class ReceivedExemption(Version, Base, table=True):
    """From review: a party that owes no report."""

    __tablename__ = "received_exemption"
    __table_args__ = (Index("ix_received_exemption_party", "milestone_id", "party", "epoch"),)

    milestone_id: UUID
    party: str = text_column()
