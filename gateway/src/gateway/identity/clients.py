"""API clients: partners' systems, known by an id and a secret.

The secret has 256 random bits: its SHA-256 cannot be searched for, and guessing over the network is hopeless.
Failures are limited all the same, so that a client that has gone astray has to pause and costs no write:
ten in a minute, counted in the database and so by all replicas together. The right secret is accepted even
then: client ids stand in public events as authors, and whoever reads one there must not be able to keep that
client from its tokens. Requests with an unknown id cost one look-up and are not counted.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from uuid import UUID

from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from gateway.identity import store
from gateway.identity.errors import InvalidClientError, TooManyFailuresError
from gateway.identity.events import ClientCreated, ClientDisabled, ClientSecretRotated
from gateway.identity.models import Client

REVOCATIONS_KEPT = 86_400
"""Seconds for which a revocation is published at least: tokens may have had a longer lifetime before."""
PREFIX = "compact_"
MOST_FAILURES = 10
WINDOW = 60
"""Seconds in which failures are counted."""
_NOBODYS_DIGEST = bytes(32)


async def create(tx: Transaction, name: str, roles: Sequence[str], party: str | None) -> tuple[UUID, str]:
    """Make a client; returns its id and its secret, which cannot be shown again."""
    client_id, secret = new_id(), PREFIX + secrets.token_urlsafe(32)
    await store.add_client(tx, Client(client_id, name, tuple(roles), party, _digest(secret)))
    created = ClientCreated(client_id=client_id, roles=list(roles), party=party)
    tx.append(created, subject=client_id, public=False)
    return client_id, secret


async def disable(tx: Transaction, client_id: UUID) -> bool:
    """Give the client no more tokens, and revoke those it has; returns whether it was there and enabled."""
    done = await store.disable_client(tx, client_id)
    if done:
        tx.append(ClientDisabled(client_id=client_id), subject=client_id, public=False)
    return done


async def rotate_secret(tx: Transaction, client_id: UUID) -> str | None:
    """Another secret for an enabled client, whose tokens are revoked; `None` if there is no such client."""
    secret = PREFIX + secrets.token_urlsafe(32)
    if not await store.replace_secret(tx, client_id, _digest(secret)):
        return None
    tx.append(ClientSecretRotated(client_id=client_id), subject=client_id, public=False)
    return secret


async def revoked(session: ReadSession, lifetime: int) -> dict[str, int]:
    """The lowest version of credentials whose tokens are valid, by client; tokens live `lifetime` seconds.

    Only of clients that may have a token of an earlier one.
    """
    return await store.revocations(session, max(lifetime, REVOCATIONS_KEPT))


async def authenticate(tx: Transaction, client_id: str, secret: str) -> Client:
    """The client with this id and secret.

    Raises `InvalidClientError` or `TooManyFailuresError`; commit the transaction even then, for it counts the
    failure.
    """
    known = _uuid(client_id)
    client = await store.find_client(tx, known, WINDOW) if known else None
    expected = client.secret_digest if client is not None else _NOBODYS_DIGEST
    matches = hmac.compare_digest(_digest(secret), expected)
    if client is not None and matches and client.disabled_at is None:
        return client
    if client is not None:
        if client.failures >= MOST_FAILURES:
            raise TooManyFailuresError("Too many failures; try again in a minute.")
        await store.note_failure(tx, client.id, WINDOW)
    raise InvalidClientError("No enabled client has this id and secret.")


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
