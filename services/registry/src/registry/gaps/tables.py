"""Gap analyses: the versions, the parts that they are made of, and what has changed since the last."""

import datetime as dt
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from registry.schema import Base, one_of

PART_KINDS = ("theme", "instrument")
MARK_KINDS = ("instrument", "theme", "doing")


class GapAnalysis(Base, table=True):
    """A version of the gap analysis."""

    __tablename__ = "gap_analysis"

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: UUID = Field(unique=True)
    computed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    day: dt.date
    """Of which it speaks."""
    method: str = Field(sa_type=Text)
    low_uptake_below: float
    """The threshold of the method."""
    digest: str = Field(sa_type=Text)
    counts: dict[str, int] = Field(sa_type=JSONB)


class GapPart(Base, table=True):
    """A part of one or more versions; it never changes."""

    __tablename__ = "gap_part"
    __table_args__ = (one_of("kind", PART_KINDS),)

    digest: str = Field(sa_type=Text, primary_key=True)
    kind: str = Field(sa_type=Text)
    code: str = Field(sa_type=Text)
    figures: str = Field(sa_type=Text)
    """What is shown of it beside the others, as JSON."""
    shares: dict[str, Any] = Field(sa_type=JSONB)
    """Of an instrument: its figures by region and by grouping."""
    document: bytes = Field(sa_type=LargeBinary)
    """All of it, as JSON: what the digest was computed from; compressed (RFC 1950)."""


class GapListing(Base, table=True):
    """That a part belongs to the versions from `since` until before `until`."""

    __tablename__ = "gap_listing"
    __table_args__ = (
        one_of("kind", PART_KINDS),
        Index("uq_gap_listing_current", "kind", "code", unique=True, postgresql_where=text("until IS NULL")),
    )

    kind: str = Field(sa_type=Text, primary_key=True)
    code: str = Field(sa_type=Text, primary_key=True)
    since: int = Field(primary_key=True)
    until: int | None = None
    digest: str = Field(sa_type=Text, foreign_key="registry.gap_part.digest", index=True)


class GapMark(Base, table=True):
    """That something changed on which parts rest, since the last computation.

    `instrument`: something of that instrument. `theme`: what names that theme. `doing`: what States do on it.
    """

    __tablename__ = "gap_mark"
    __table_args__ = (one_of("kind", MARK_KINDS),)

    kind: str = Field(sa_type=Text, primary_key=True)
    code: str = Field(sa_type=Text, primary_key=True)


class GapBasis(Base, table=True):
    """What all parts were computed with; where that is different now, all are computed anew."""

    __tablename__ = "gap_basis"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: int = Field(
        default=1, sa_type=SmallInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    method: str = Field(sa_type=Text)
    day: dt.date
    states: str = Field(sa_type=Text)
    """The digest of the States, their regions and their groupings on the day."""
