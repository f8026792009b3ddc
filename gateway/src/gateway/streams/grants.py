"""Granting and ending: what the database knows. Each change leaves a timer that lets Kafka follow."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis import timers
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from gateway.events import StreamEnded, StreamGranted
from gateway.streams import rules, store

EXPIRY = "stream-grant.expiry"
APPLICATION = "stream-grant.application"
WITHDRAWAL = "stream-grant.withdrawal"
"""Kinds of timers; their subject is the grant's id."""


class RefusedGrantError(Exception):
    """The grant cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class StreamGrant:
    """A grant that was made."""

    id: UUID
    name: str
    principal: str
    topics: list[str]
    group_prefix: str
    expires_at: datetime


async def grant(
    tx: Transaction, name: str, topics: Sequence[str], group_prefix: str | None, expires_at: datetime
) -> StreamGrant:
    """Let the body called `name` read `topics` until `expires_at`, in groups with a prefix of its own.

    Without a `group_prefix` it is the principal's name and a full stop. Raises `RefusedGrantError`.
    """
    await store.lock(tx)
    earlier = await store.grants(tx)
    principal = rules.principal_for(name, {row.principal for row in earlier})
    made = StreamGrant(new_id(), name, principal, list(topics), group_prefix or f"{principal}.", expires_at)
    if fault := rules.fault_of_prefix(made.group_prefix):
        raise RefusedGrantError(f"{fault}.")
    for row in earlier:
        if row.revoked_at is None and rules.overlap(row.group_prefix, made.group_prefix):
            raise RefusedGrantError(f"{row.principal} has the groups that begin with {row.group_prefix}.")
    created_at = await store.add(tx, dataclasses.asdict(made))
    _note_granted(tx, made)
    await timers.schedule(tx, APPLICATION, str(made.id), created_at)
    await timers.schedule(tx, EXPIRY, str(made.id), expires_at)
    return made


async def revoke(tx: Transaction, principal: str) -> UUID | None:
    """End the principal's grant now; returns its id, or `None` if there is none that has not ended."""
    row = await store.end(tx, principal)
    if row is None:
        return None
    await timers.cancel(tx, APPLICATION, str(row.id))
    await timers.cancel(tx, EXPIRY, str(row.id))
    await timers.schedule(tx, WITHDRAWAL, str(row.id), row.revoked_at)
    ended = StreamEnded(grant_id=row.id, principal=principal, expired=row.revoked_at >= row.expires_at)
    tx.append(ended, subject=row.id, public=False)
    return row.id  # type: ignore[no-any-return]


async def expire(tx: Transaction, due: timers.Due) -> None:
    """End a grant whose time is over."""
    row = await store.claim(tx, UUID(due.subject))
    if row.revoked_at is None:
        await revoke(tx, row.principal)


def _note_granted(tx: Transaction, made: StreamGrant) -> None:
    fact = StreamGranted(
        grant_id=made.id,
        principal=made.principal,
        topics=made.topics,
        group_prefix=made.group_prefix,
        expires_at=made.expires_at,
    )
    tx.append(fact, subject=made.id, public=False)
