"""Grants of streams."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from gateway.schema import Base, instant
from gateway.streams.rules import TOPICS

_TOPICS = ", ".join(map(repr, TOPICS))


class StreamGrantRow(Base, table=True):
    """What a regional body may read on Kafka, as whom, in which groups, and until when."""

    __tablename__ = "stream_grant"
    __table_args__ = (
        UniqueConstraint("principal"),
        CheckConstraint(f"topics <@ ARRAY[{_TOPICS}] AND cardinality(topics) > 0", name="topics"),
        CheckConstraint("expires_at > created_at", name="term"),
    )

    id: UUID = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    principal: str = Field(sa_type=Text)
    topics: list[str] = Field(sa_type=ARRAY(Text))
    group_prefix: str = Field(sa_type=Text)
    created_at: datetime = instant()
    expires_at: datetime = instant()
    revoked_at: datetime | None = instant(nullable=True)
    """When it ended, by command or because its time was over."""
