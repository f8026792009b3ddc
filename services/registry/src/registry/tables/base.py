"""What all tables of the registry service share. Every row says who says so and as of when."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Text
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


class Entry(Base):
    """An entry of the catalogue: known by its code, at a version, as somebody says as of a day."""

    id: UUID = Field(primary_key=True)
    version: int
    code: str = Field(sa_type=Text, unique=True)
    source: str = Field(sa_type=Text)
    as_of: date
