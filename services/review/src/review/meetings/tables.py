"""Meetings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from review.schema import Base, instant


class Meeting(Base, table=True):
    """A meeting whose agenda hangs on a milestone."""

    __tablename__ = "meeting"
    __table_args__ = (CheckConstraint("ends_at > starts_at AND minutes > 0", name="times"),)

    id: UUID = Field(primary_key=True)
    version: int = 1
    title: str
    place: str | None = None
    starts_at: datetime = instant()
    ends_at: datetime = instant()
    time_zone: str
    minutes: int
