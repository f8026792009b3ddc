"""Computed progress."""

from typing import Any, get_args
from uuid import UUID

from sqlalchemy import Double
from sqlmodel import Field

from commitments.commitments.rules.progress_status import ProgressStatus
from commitments.schema import Base, document, one_of, text_column


class Progress(Base, table=True):
    """A computed judgement on a commitment, with the inputs from which anyone can compute it again."""

    __tablename__ = "progress"
    __table_args__ = (one_of("status", *get_args(ProgressStatus)),)

    commitment_id: UUID = Field(primary_key=True, foreign_key="commitments.commitment.id")
    version: int = Field(primary_key=True)
    status: str = text_column()
    score: float | None = Field(default=None, sa_type=Double)
    confidence: str = text_column()
    method: str = text_column()
    method_version: str = text_column()
    indicators: list[dict[str, Any]] = document()
    """For each indicator its assessment, with the events that recorded the base and the latest value."""
    event_id: UUID
