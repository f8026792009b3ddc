"""The one schema of the registry: its metadata, and the base of all its tables."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from chassis.database import service_metadata

metadata = service_metadata("registry")


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """The constraint that `column` has one of `values`."""
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, values))})", name=column)


class Base(SQLModel, registry=registry(metadata=metadata)):
    """All tables of this service, apart from those of any other."""

    metadata = metadata


class Version(SQLModel):
    """Where a received version stands in its source's ledger."""

    epoch: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=BigInteger)
    time: datetime = Field(sa_type=DateTime(timezone=True))


def table_of(entity: type[Base]) -> Table:
    """The table that `entity` declares."""
    return metadata.tables[f"registry.{entity.__tablename__}"]
