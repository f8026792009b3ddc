"""Submissions received from the commitments service, as versions: rows are added and never overwritten."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from review.schema import Base, Version


class ReceivedReport(Version, Base, table=True):
    """From commitments: a submission of a report. The time of the first decides timeliness."""

    __tablename__ = "received_report"
    __table_args__ = (Index("ix_received_report_milestone", "epoch", "milestone_id", "party"),)

    report_id: UUID
    milestone_id: UUID
    party: str
    title: str
    challenges: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    practices: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
