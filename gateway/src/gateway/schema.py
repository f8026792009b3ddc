"""The tables of the gateway."""

from datetime import datetime
from uuid import UUID
from sqlalchemy import ARRAY, CheckConstraint, DateTime, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel
from chassis.database import service_metadata
from gateway.identity.roles import SCOPES_OF
from gateway.streams.rules import TOPICS


metadata = service_metadata("gateway")


def _instant(*, nullable: bool = False) -> datetime:
    column: datetime = Field(sa_type=DateTime(timezone=True), nullable=nullable)
    return column


class Base(SQLModel, registry=registry(metadata=metadata)):
    """All tables of the gateway, apart from those of any service."""

    metadata = metadata
