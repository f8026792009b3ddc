"""The tables of the gateway."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, DateTime, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from chassis.database import service_metadata
from gateway.roles import SCOPES_OF
from gateway.streams.rules import TOPICS

metadata = service_metadata("gateway")
_ROLES = ", ".join(map(repr, SCOPES_OF))
_TOPICS = ", ".join(map(repr, TOPICS))


def _instant(*, nullable: bool = False) -> datetime:
    column: datetime = Field(sa_type=DateTime(timezone=True), nullable=nullable)
    return column


class Base(SQLModel, registry=registry(metadata=metadata)):
    """All tables of the gateway, apart from those of any service."""

    metadata = metadata


class ApiClient(Base, table=True):
    """A partner's system that may ask for tokens. Its secret is kept as a digest only."""

    __tablename__ = "api_client"
    __table_args__ = (
        CheckConstraint(f"roles <@ ARRAY[{_ROLES}] AND cardinality(roles) > 0", name="roles"),
        CheckConstraint("octet_length(secret_digest) = 32", name="secret_digest"),
    )

    id: UUID = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    roles: list[str] = Field(sa_type=ARRAY(Text))
    party: str | None = Field(default=None, sa_type=Text)
    secret_digest: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = _instant()
    disabled_at: datetime | None = _instant(nullable=True)


class SigningKey(Base, table=True):
    """A key that signs tokens from `signs_from` until `retired_at`, and is published while they live."""

    __tablename__ = "signing_key"
    __table_args__ = (CheckConstraint("retired_at >= signs_from", name="service_life"),)

    kid: str = Field(sa_type=Text, primary_key=True)
    private_key: str = Field(sa_type=Text)
    created_at: datetime = _instant()
    signs_from: datetime = _instant()
    retired_at: datetime | None = _instant(nullable=True)


class TokenFailure(Base, table=True):
    """How often a client has shown a wrong secret since the present minute of counting began."""

    __tablename__ = "token_failure"

    client_id: UUID = Field(primary_key=True, foreign_key="gateway.api_client.id")
    failures: int
    since: datetime = _instant()


class StreamGrant(Base, table=True):
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
    created_at: datetime = _instant()
    expires_at: datetime = _instant()
    revoked_at: datetime | None = _instant(nullable=True)
    """When it ended, by command or because its time was over."""
