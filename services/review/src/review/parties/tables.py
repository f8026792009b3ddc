"""Actors received from the registry, as versions: rows are added and never overwritten."""

from sqlalchemy import ARRAY, Column, Text
from sqlmodel import Field

from review.schema import Base, Version


class ReceivedActor(Version, Base, table=True):
    """From the registry: who may owe reports."""

    __tablename__ = "received_actor"

    code: str = Field(index=True)
    kind: str
    name: str
    region: str | None = None
    groupings: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
