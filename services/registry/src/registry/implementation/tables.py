"""What is received from others, as versions: rows are added and never overwritten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, Index, Text
from sqlmodel import Field

from registry.schema import Base


class _Version(Base):
    epoch: UUID = Field(primary_key=True)
    sequence: int = Field(sa_type=BigInteger, primary_key=True)


class ReceivedCommitment(_Version, table=True):
    """A published commitment, as published at one time."""

    __tablename__ = "received_commitment"
    __table_args__ = (
        Index("ix_received_commitment_id", "commitment_id", "sequence"),
        Index("ix_received_commitment_goals", "goals", postgresql_using="gin"),
        Index("ix_received_commitment_definitions", "definitions", postgresql_using="gin"),
    )

    time: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    commitment_id: UUID
    reference: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    party: str = Field(sa_type=Text)
    parties: list[str] = Field(sa_type=ARRAY(Text))
    goals: list[str] = Field(sa_type=ARRAY(Text))
    """Such as `GCM/5`."""
    definitions: list[str] = Field(sa_type=ARRAY(Text))
    """Codes of the definitions that its indicators name."""


class ReceivedProgress(_Version, table=True):
    """The computed progress of a commitment, as published at one time."""

    __tablename__ = "received_progress"
    __table_args__ = (Index("ix_received_progress_commitment_id", "commitment_id", "sequence"),)

    time: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    commitment_id: UUID
    party: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
