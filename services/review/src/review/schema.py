"""The metadata of the one schema of the review service, and what all its tables share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from chassis.database import service_metadata

metadata = service_metadata("review")


class Base(SQLModel, registry=registry(metadata=metadata)):
    """All tables of this service, apart from those of any other."""

    metadata = metadata


def instant(*, nullable: bool = False) -> Any:
    """A column with a point in time."""
    return Field(sa_column=Column(DateTime(timezone=True), nullable=nullable))


class Version(SQLModel):
    """Where a received version stands in its source's ledger."""

    epoch: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    time: datetime = Field(sa_type=DateTime(timezone=True))


class Lasting(Version):
    """A version that is in force until a newer one takes over."""

    valid_until: datetime = Field(
        sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": text("'infinity'")}
    )
    """Ledger time of the next version; `infinity` for the newest."""
