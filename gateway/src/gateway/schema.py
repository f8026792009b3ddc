"""The metadata of the one schema of the gateway, and what all its tables share."""

from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from chassis.database import service_metadata

metadata = service_metadata("gateway")


class Base(SQLModel, registry=registry(metadata=metadata)):
    """All tables of the gateway, apart from those of any service."""

    metadata = metadata


def instant(*, nullable: bool = False) -> datetime:
    """A column with a point in time."""
    column: datetime = Field(sa_type=DateTime(timezone=True), nullable=nullable)
    return column
