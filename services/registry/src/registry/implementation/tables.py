"""What is received from others, as versions: rows are added and never overwritten."""

from uuid import UUID

from sqlalchemy import ARRAY, Index, Text
from sqlmodel import Field

from registry.schema import Base, Version


class ReceivedCommitment(Version, Base, table=True):
    """A published commitment, as published at one time."""

    __tablename__ = "received_commitment"
    __table_args__ = (
        Index("ix_received_commitment_id", "commitment_id", "sequence"),
        Index("ix_received_commitment_goals", "goals", postgresql_using="gin"),
        Index("ix_received_commitment_definitions", "definitions", postgresql_using="gin"),
    )

    commitment_id: UUID
    reference: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    party: str = Field(sa_type=Text)
    parties: list[str] = Field(sa_type=ARRAY(Text))
    goals: list[str] = Field(sa_type=ARRAY(Text))
    """Such as `GCM/5`."""
    definitions: list[str] = Field(sa_type=ARRAY(Text))
    """Codes of the definitions that its indicators name."""


class ReceivedProgress(Version, Base, table=True):
    """The computed progress of a commitment, as published at one time."""

    __tablename__ = "received_progress"
    __table_args__ = (Index("ix_received_progress_commitment_id", "commitment_id", "sequence"),)

    commitment_id: UUID
    party: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
