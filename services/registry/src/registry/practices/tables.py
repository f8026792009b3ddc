"""Practices, what was submitted to become one, and who has adopted them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, DateTime, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from registry.catalogue.tables import Entry
from registry.practices.rules import COMMITMENT_KINDS, DECISIONS, HORIZONS, PRACTICE_KINDS
from registry.schema import Base, one_of


class Practice(Entry, table=True):
    """Something that works, or is recommended, and that States can adopt."""

    __tablename__ = "practice"
    __table_args__ = (
        one_of("kind", PRACTICE_KINDS),
        one_of("commitment_kind", COMMITMENT_KINDS),
        one_of("horizon", HORIZONS),
        Index("ix_practice_states", "states", postgresql_using="gin"),
        Index("ix_practice_themes", "themes", postgresql_using="gin"),
        Index("ix_practice_goals", "goals", postgresql_using="gin"),
        Index("ix_practice_markers", "markers", postgresql_using="gin"),
        Index("ix_practice_title", "title", "code"),
        Index("ix_practice_adoptions", "adoptions", "code"),
    )

    kind: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    summary: str = Field(sa_type=Text)
    actor: str | None = Field(default=None, sa_type=Text, foreign_key="registry.actor.code", index=True)
    states: list[str] = Field(sa_type=ARRAY(Text))
    since: date | None = None
    themes: list[str] = Field(sa_type=ARRAY(Text))
    goals: list[str] = Field(sa_type=ARRAY(Text))
    evidence: list[str] = Field(sa_type=ARRAY(Text))
    markers: list[str] = Field(sa_type=ARRAY(Text))
    commitment_kind: str = Field(sa_type=Text)
    horizon: str = Field(sa_type=Text)
    adoptions: int = Field(sa_column=Column(Integer, nullable=False, server_default=text("0")))


class PracticeSubmission(Base, table=True):
    """What somebody submitted to become a practice, and the decision on it. Declined ones stay."""

    __tablename__ = "practice_submission"
    __table_args__ = (
        one_of("decision", DECISIONS),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
        Index("ix_practice_submission_open", "code", unique=True, postgresql_where=text("decision IS NULL")),
        Index("ix_practice_submission_client", "client", "id"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    code: str = Field(sa_type=Text)
    client: str = Field(sa_type=Text)
    content: dict[str, Any] = Field(sa_type=JSONB)
    submitted_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    decision: str | None = Field(default=None, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    decided_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))


class PracticeAdoption(Base, table=True):
    """That a State has adopted a practice: once."""

    __tablename__ = "practice_adoption"

    practice: str = Field(sa_type=Text, primary_key=True, foreign_key="registry.practice.code")
    party: str = Field(sa_type=Text, primary_key=True, foreign_key="registry.actor.code", index=True)
    title: str = Field(sa_type=Text)
    adopted_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
