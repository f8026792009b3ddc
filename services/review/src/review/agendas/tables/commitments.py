"""Received from commitments, as versions: rows are added and never overwritten."""

from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from review.schema import Base, Lasting, Version


class ReceivedGoal(Version, Base, table=True):
    """From commitments: the goals of a framework."""

    __tablename__ = "received_goal"

    goal_id: UUID
    framework: str
    code: str
    title: str


class ReceivedCommitment(Lasting, Base, table=True):
    """From commitments: commitments that were published."""

    __tablename__ = "received_commitment"
    __table_args__ = (
        Index("ix_received_commitment_newest", "commitment_id", "epoch", text("sequence DESC")),
        Index("ix_received_commitment_time", "epoch", "time"),
    )

    commitment_id: UUID
    reference: str
    title: str
    party: str


class ReceivedAlignment(Base, table=True):
    """Under which goals a version of a commitment falls."""

    __tablename__ = "received_alignment"

    epoch: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    framework: str = Field(primary_key=True)
    goal: str = Field(primary_key=True)
    degree: str


class ReceivedIndicator(Base, table=True):
    """Which indicators a version of a commitment has."""

    __tablename__ = "received_indicator"

    epoch: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    indicator_id: UUID = Field(primary_key=True)


class ReceivedProgress(Lasting, Base, table=True):
    """From commitments: computed progress."""

    __tablename__ = "received_progress"
    __table_args__ = (
        Index("ix_received_progress_newest", "commitment_id", "epoch", text("sequence DESC")),
        Index("ix_received_progress_time", "epoch", "time"),
        Index("ix_received_progress_status", "epoch", "status", "valid_until"),
    )

    commitment_id: UUID
    status: str
    score: float | None = None


class ReceivedCoverage(Lasting, Base, table=True):
    """From commitments: how far an indicator is measured."""

    __tablename__ = "received_coverage"
    __table_args__ = (
        Index("ix_received_coverage_newest", "indicator_id", "epoch", text("sequence DESC")),
        Index("ix_received_coverage_time", "epoch", "time"),
    )

    indicator_id: UUID
    commitment_id: UUID
    points: int
    by_sex: bool
    by_age: bool
