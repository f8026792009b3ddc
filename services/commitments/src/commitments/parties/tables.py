"""Parties, as the registry knows them."""

from datetime import date, datetime
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Double, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from commitments.commitments.rules.progress_status import ProgressStatus
from commitments.schema import Base, Version, document, instant, one_of, text_column, texts


class ReceivedParty(Version, Base, table=True):
    """From the registry: who may commit and report."""

    __tablename__ = "received_party"
    __table_args__ = (Index("ix_received_party_newest", "code", "epoch", text("sequence DESC")),)

    code: str = text_column()
    kind: str = text_column()
    region: str | None = text_column(default=None)
