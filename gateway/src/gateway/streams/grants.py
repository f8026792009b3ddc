"""Granting and ending: what the database knows. Each change leaves a timer that lets Kafka follow."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis import timers
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from gateway.streams import rules, store
from gateway.streams.errors import RefusedGrantError
from gateway.streams.events import StreamEnded, StreamGranted
from gateway.streams.models import StreamGrant

EXPIRY = "stream-grant.expiry"
APPLICATION = "stream-grant.application"
WITHDRAWAL = "stream-grant.withdrawal"
"""Kinds of timers; their subject is the grant's id."""


async def grant(
    tx: Transaction, name: str, topics: Sequence[str], group_prefix: str | None, expires_at: datetime
) -> StreamGrant:
    """Let the body called `name` read `topics` until `expires_at`, in groups with a prefix of its own.

    Without a `group_prefix` it is the principal's name and a full stop. Raises `RefusedGrantError`.
    """
    await store.lock(tx)
    earlier = await store.grants(tx)
    principal = rules.principal_for(name, {one.principal for one in earlier})
    made = StreamGrant(new_id(), name, principal, tuple(topics), group_prefix or f"{principal}.", expires_at)
    if fault := rules.fault_of_prefix(made.group_prefix):
        raise RefusedGrantError(f"{fault}.")
    for one in earlier:
        if one.revoked_at is None and rules.overlap(one.group_prefix, made.group_prefix):
            raise RefusedGrantError(f"{one.principal} has the groups that begin with `{one.group_prefix}`.")
    created_at = await store.add(tx, made)
    tx.append(_granted(made), subject=made.id, public=False)
    await timers.schedule(tx, APPLICATION, str(made.id), created_at)
    await timers.schedule(tx, EXPIRY, str(made.id), expires_at)
    return made


async def revoke(tx: Transaction, principal: str) -> UUID | None:
    """End the principal's grant now; returns its id, or `None` if there is none that has not ended."""
    grant = await store.end(tx, principal)
    if grant is None:
        return None
    assert grant.revoked_at is not None, "it has just ended"
    await timers.cancel(tx, APPLICATION, str(grant.id))
    await timers.cancel(tx, EXPIRY, str(grant.id))
    await timers.schedule(tx, WITHDRAWAL, str(grant.id), grant.revoked_at)
    expired = grant.revoked_at >= grant.expires_at
    ended = StreamEnded(grant_id=grant.id, principal=principal, expired=expired)
    tx.append(ended, subject=grant.id, public=False)
    return grant.id


async def expire(tx: Transaction, due: timers.Due) -> None:
    """End a grant whose time is over."""
    grant = await store.claim(tx, UUID(due.subject))
    if grant.revoked_at is None:
        await revoke(tx, grant.principal)


def _granted(made: StreamGrant) -> StreamGranted:
    return StreamGranted(
        grant_id=made.id,
        principal=made.principal,
        topics=list(made.topics),
        group_prefix=made.group_prefix,
        expires_at=made.expires_at,
    )
