"""The metadata of the one schema of the commitments service, and what all its tables share.

What a fact's time is, the ledger says: rows carry the id of the event that records them. Received facts and
observations are versions: rows are added and never overwritten.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from chassis.database import service_metadata

metadata = service_metadata("commitments")


class Base(SQLModel, registry=registry(metadata=metadata)):
    """All tables of this service, apart from those of any other."""

    metadata = metadata


def text_column(**more: Any) -> Any:
    """A column with a text."""
    return Field(sa_type=Text, **more)


def instant() -> Any:
    """A column with a point in time."""
    return Field(sa_type=DateTime(timezone=True))


def document() -> Any:
    """A column with a JSON document."""
    return Field(sa_column=Column(JSONB, nullable=False))


def texts() -> Any:
    """A column with a list of texts."""
    return Field(sa_column=Column(ARRAY(Text), nullable=False))


def one_of(column: str, *values: str) -> CheckConstraint:
    """The constraint that `column` has one of `values`."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


class Version(SQLModel):
    """Where a received version stands in its source's ledger."""

    epoch: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    time: datetime = instant()
