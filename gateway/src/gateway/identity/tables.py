"""Clients, their failures to show their secret, and signing keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, LargeBinary, Text
from sqlmodel import Field

from gateway.identity.roles import SCOPES_OF
from gateway.schema import Base, instant

_ROLES = ", ".join(map(repr, SCOPES_OF))


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
    created_at: datetime = instant()
    disabled_at: datetime | None = instant(nullable=True)
    credentials_version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    revoked_at: datetime | None = instant(nullable=True)


class SigningKey(Base, table=True):
    """A key that signs tokens from `signs_from` until `retired_at`, and is published while they live."""

    __tablename__ = "signing_key"
    __table_args__ = (CheckConstraint("retired_at >= signs_from", name="service_life"),)

    kid: str = Field(sa_type=Text, primary_key=True)
    private_key: str = Field(sa_type=Text)
    public_key: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = instant()
    signs_from: datetime = instant()
    retired_at: datetime | None = instant(nullable=True)


class TokenFailure(Base, table=True):
    """How often a client has shown a wrong secret since the present minute of counting began."""

    __tablename__ = "token_failure"

    client_id: UUID = Field(primary_key=True, foreign_key="gateway.api_client.id")
    failures: int
    since: datetime = instant()
