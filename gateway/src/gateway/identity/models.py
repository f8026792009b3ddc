"""Clients and signing keys, as they are stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

PLAIN = "-----BEGIN"
"""How a private key begins that is not wrapped (PEM)."""


@dataclass(frozen=True, slots=True)
class Client:
    """A partner's system that may ask for tokens."""

    id: UUID
    name: str
    roles: tuple[str, ...]
    party: str | None
    secret_digest: bytes
    """SHA-256 of its secret, which is stored nowhere."""
    disabled_at: datetime | None = None
    version: int = 1
    """Of its credentials; tokens that it got by an earlier one are refused."""
    failures: int = 0
    """How often it has shown a wrong secret in the present window of counting."""


class Key(NamedTuple):
    """A key that signs tokens."""

    kid: str
    private_key: str
    """In PEM, wrapped unless it was made without a secret to wrap it by."""
    public_key: str | None
    """In PEM; `None` where an earlier release has made the key."""
