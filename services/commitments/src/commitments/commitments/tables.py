"""Commitments, the goals they serve, and the indicators by which they are measured."""

from datetime import date
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, Index, UniqueConstraint
from sqlmodel import Field

from commitments.commitments.rules.statuses import Origin, Status
from commitments.schema import Base, document, one_of, text_column, texts


class CommitmentNumber(Base, table=True):
    """The last number that was given to a commitment of a party in a year."""

    __tablename__ = "commitment_number"

    party: str = text_column(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


class Commitment(Base, table=True):
    """What a party promises."""

    __tablename__ = "commitment"
    __table_args__ = (
        one_of("kind", "policy", "process", "financial", "human_resources"),
        one_of("form", "standalone", "joint", "matching"),
        one_of("horizon", "short", "medium", "long"),
        one_of("origin", *get_args(Origin)),
        one_of("status", *get_args(Status)),
        CheckConstraint(
            "(status IN ('draft', 'submitted', 'approved')) = (published_event_id IS NULL)",
            name="published_by_an_event",
        ),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("party = ANY (parties)", name="led_by_a_party"),
        Index("ix_commitment_parties", "parties", postgresql_using="gin"),
    )

    id: UUID = Field(primary_key=True)
    version: int = 1
    reference: str = text_column(unique=True)
    party: str = text_column()
    parties: list[str] = texts()
    title: str = text_column()
    description: str = text_column()
    kind: str = text_column()
    form: str = text_column()
    horizon: str = text_column()
    markers: list[str] = texts()
    area: str | None = text_column(default=None)
    practice: str | None = text_column(default=None)
    starts_on: date | None = None
    ends_on: date | None = None
    origin: str = text_column(default="declared")
    derived_from: str | None = text_column(default=None)
    status: str = text_column(default="draft")
    published_event_id: UUID | None = None


class PracticeAdoption(Base, table=True):
    """That a party has adopted a practice, and which commitment was drafted from it: one, for ever."""

    __tablename__ = "practice_adoption"

    practice: str = text_column(primary_key=True)
    party: str = text_column(primary_key=True)
    commitment_id: UUID = Field(foreign_key="commitments.commitment.id", index=True)


class CommitmentGoal(Base, table=True):
    """That a commitment serves a goal, and how much."""

    __tablename__ = "commitment_goal"
    __table_args__ = (one_of("degree", "high", "medium", "low"),)

    commitment_id: UUID = Field(primary_key=True, foreign_key="commitments.commitment.id")
    goal_id: UUID = Field(primary_key=True, foreign_key="commitments.goal.id", index=True)
    degree: str = text_column()


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
    code: str = text_column()
    title: str = text_column()
    unit: str = text_column()
    direction: int
    baseline_year: int | None = None
    baseline_value: float | None = Field(default=None, sa_type=Double)
    target_year: int | None = None
    target_value: float | None = Field(default=None, sa_type=Double)
    dimensions: dict[str, list[str]] = document()
    aligned_with: str | None = text_column(default=None)
    definition: str | None = text_column(default=None)
    points: int = 0
    latest_year: int | None = None
    by_sex: bool = False
    by_age: bool = False
