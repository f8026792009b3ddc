"""Frameworks and their goals."""

from datetime import date
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from commitments.schema import Base, text_column


class Framework(Base, table=True):
    """What goals are grouped under, such as the Global Compact for Migration."""

    __tablename__ = "framework"

    id: UUID = Field(primary_key=True)
    code: str = text_column(unique=True)
    title: str = text_column()
    adopted: date
    source: str = text_column()
    as_of: date


class Goal(Base, table=True):
    """A goal of a framework."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)

    id: UUID = Field(primary_key=True)
    framework_id: UUID = Field(foreign_key="commitments.framework.id")
    position: int
    code: str = text_column()
    title: str = text_column()
    text: str = text_column()
    horizon: str = text_column()
    source: str = text_column()
    as_of: date
