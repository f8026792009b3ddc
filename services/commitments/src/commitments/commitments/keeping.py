"""Keeping commitments, or not: what follows when one is public, from its beginning to its end."""

from uuid import UUID

from chassis.database import Transaction
from chassis.timers import Due, cancel
from commitments.commitments.events import (
    CommitmentExpired,
    CommitmentFulfilled,
    CommitmentStarted,
    CommitmentWithdrawn,
)
from commitments.commitments.models import CommitmentBody
from commitments.commitments.publishing import EXPIRY
from commitments.commitments.recording import Taken, take_public
from commitments.commitments.rules.statuses import STANDING
from commitments.commitments.store import commitments as store


async def start(tx: Transaction, commitment: CommitmentBody) -> Taken:
    """Note that its party has begun to keep it."""
    return await take_public(tx, commitment, "in_progress", CommitmentStarted)


async def fulfil(tx: Transaction, commitment: CommitmentBody, reason: str) -> Taken:
    """Note that its party declares it fulfilled, and by what."""
    await cancel(tx, EXPIRY, str(commitment.id))
    return await take_public(tx, commitment, "fulfilled", CommitmentFulfilled, reason=reason)


async def withdraw(tx: Transaction, commitment: CommitmentBody, reason: str) -> Taken:
    """Note that its party stands under it no more, and why."""
    await cancel(tx, EXPIRY, str(commitment.id))
    return await take_public(tx, commitment, "withdrawn", CommitmentWithdrawn, reason=reason)


async def expire(tx: Transaction, due: Due) -> None:
    """Note that the last day of a commitment has passed, unless it has ended otherwise."""
    commitment_id = UUID(due.subject)
    await store.lock(tx, commitment_id)
    for commitment in await store.find(tx, [commitment_id]):
        if commitment.status in STANDING:
            await take_public(tx, commitment, "expired", CommitmentExpired)
