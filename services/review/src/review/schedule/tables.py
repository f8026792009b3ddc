"""Milestones, and the parties that owe a report for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey
from sqlmodel import Field

from review.meetings.tables import Meeting
from review.schema import Base, instant


class Milestone(Base, table=True):
    """Who owes what by when."""

    __tablename__ = "milestone"
    __table_args__ = (CheckConstraint("opens_at < due_at AND due_at <= locks_at", name="schedule"),)

    id: UUID = Field(primary_key=True)
    version: int = 1
    reference: str = Field(unique=True)
    title: str
    framework: str
    opens_at: datetime = instant()
    due_at: datetime = instant()
    locks_at: datetime = instant()
    time_zone: str
    scope: str
    meeting_id: UUID | None = Field(
        default=None,
        sa_column=Column(ForeignKey(Meeting.id), nullable=True, index=True),  # type: ignore[arg-type] # a column
    )
    passed_at: datetime | None = instant(nullable=True)


class ExpectedParty(Base, table=True):
    """A party that owes a report for a milestone, with its extension or exemption."""

    __tablename__ = "expected_party"

    milestone_id: UUID = Field(sa_column=Column(ForeignKey(Milestone.id), primary_key=True))  # type: ignore[arg-type] # a column
    party: str = Field(primary_key=True)
    region: str | None = None
    extended_due_at: datetime | None = instant(nullable=True)
    extended_locks_at: datetime | None = instant(nullable=True)
    extended_by: str | None = None
    extension_reason: str | None = None
    exempted_by: str | None = None
    exemption_reason: str | None = None
