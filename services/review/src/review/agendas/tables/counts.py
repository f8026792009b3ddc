"""Commitments by their present status, counted while they are received."""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, Identity, Index, Text
from sqlmodel import Field, SQLModel

from review.schema import Base


def _identity() -> Any:
    numbered = Column(BigInteger, Identity(always=True), primary_key=True)
    return Field(default=None, sa_column=numbered)


class _Count(SQLModel):
    """A row of a count, which is the sum of its rows."""

    epoch: UUID
    framework: str


class CommitmentCount(_Count, Base, table=True):
    """How many commitments there are now under a goal, by degree of alignment and computed status."""

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
