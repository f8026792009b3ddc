"""What the tables of all entries share, and their revisions: history is added to, and never overwritten."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from registry.schema import Base


class Entry(Base):
    """An entry of the catalogue: known by its code, at a version, with its source and as-of date."""

    id: UUID = Field(primary_key=True)
    version: int
    code: str = Field(sa_type=Text, unique=True)
    source: str = Field(sa_type=Text)
    as_of: date


class Revision(Base, table=True):
    """An entry as it was recorded at one time and until it was recorded anew or removed."""

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_code", "noun", "code", "recorded_at"),)

    noun: str = Field(sa_type=Text, primary_key=True)
    """The name of the entry's table."""
    id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    code: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    superseded_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("'infinity'"))
    )
    """`infinity` while it is the newest."""
    recorded_by: str | None = Field(default=None, sa_type=Text)
    """The correlation id of the request, import or load that recorded it."""
    document: dict[str, Any] = Field(sa_type=JSONB)
    """The row of the entry's table."""
