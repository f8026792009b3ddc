"""What is recorded about clients and keys, for audit only."""

from uuid import UUID

from chassis.ledger.events import EventData


class ClientCreated(EventData, event_type="compact.client.created.v1"):
    """A partner's system may ask for tokens from now on."""

    client_id: UUID
    roles: list[str]
    party: str | None


class ClientDisabled(EventData, event_type="compact.client.disabled.v1"):
    """A client gets no more tokens, and those that it has are revoked."""

    client_id: UUID


class ClientSecretRotated(EventData, event_type="compact.client-secret.rotated.v1"):
    """A client has another secret; the tokens that it had are revoked."""

    client_id: UUID


class SigningKeyAdded(EventData, event_type="compact.signing-key.added.v1"):
    """Tokens are signed with a new key, now or soon."""

    kid: str
