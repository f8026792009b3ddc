"""Received from the registry, as versions: rows are added and never overwritten."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from sqlalchemy import ARRAY, Column, DateTime, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field
from review.schema import Base, Lasting, Version


class ReceivedActor(Version, Base, table=True):
    """From the registry: who may owe reports."""

    __tablename__ = "received_actor"

    code: str = Field(index=True)
    kind: str
    name: str
    region: str | None = None
    groupings: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
