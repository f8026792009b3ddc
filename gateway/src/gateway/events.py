"""What the gateway notes in its ledger for audit; it publishes nothing."""

from datetime import datetime
from uuid import UUID

from chassis.ledger.events import EventData


class ClientCreated(EventData, event_type="compact.client.created.v1"):
    """A partner's system may ask for tokens from now on."""

    client_id: UUID
    roles: list[str]
    party: str | None


class ClientDisabled(EventData, event_type="compact.client.disabled.v1"):
    """A client gets no more tokens; those that it has run out by themselves."""

    client_id: UUID


class SigningKeyAdded(EventData, event_type="compact.signing-key.added.v1"):
    """Tokens are signed with a new key, now or soon."""

    kid: str


class StreamGranted(EventData, event_type="compact.stream.granted.v1"):
    """A regional body may read topics from now on, until `expires_at`."""

    grant_id: UUID
    principal: str
    topics: list[str]
    group_prefix: str
    expires_at: datetime


class StreamPasswordSet(EventData, event_type="compact.stream-password.set.v1"):
    """A regional body has a new password for Kafka; an earlier one is no longer valid."""

    grant_id: UUID
    principal: str


class StreamEnded(EventData, event_type="compact.stream.ended.v1"):
    """A regional body may read no longer."""

    grant_id: UUID
    principal: str
    expired: bool
    """Whether its time was over; else it was revoked."""
