"""Keeping commitments, or not: what follows when one is public, from its beginning to its end."""

from uuid import UUID

from chassis.database import Transaction
from chassis.timers import Due, cancel
from commitments.commitments.events import (
    CommitmentData,
    CommitmentExpired,
    CommitmentFulfilled,
    CommitmentStarted,
    CommitmentWithdrawn,
)
from commitments.commitments.models import CommitmentBody
from commitments.commitments.publishing import EXPIRY, append_events
from commitments.commitments.rules.statuses import STANDING, Status
from commitments.commitments.store import commitments as store

Kept = tuple[CommitmentBody, UUID]
"""A commitment after a step, and the event's id."""


async def start(tx: Transaction, commitment: CommitmentBody) -> Kept:
    """Note that its party has begun to keep it."""
    return await _take(tx, commitment, "in_progress", CommitmentStarted)


async def fulfil(tx: Transaction, commitment: CommitmentBody, reason: str) -> Kept:
    """Note that its party declares it fulfilled, and by what."""
    await cancel(tx, EXPIRY, str(commitment.id))
    return await _take(tx, commitment, "fulfilled", CommitmentFulfilled, reason=reason)


async def withdraw(tx: Transaction, commitment: CommitmentBody, reason: str) -> Kept:
    """Note that its party stands under it no more, and why."""
    await cancel(tx, EXPIRY, str(commitment.id))
    return await _take(tx, commitment, "withdrawn", CommitmentWithdrawn, reason=reason)


async def expire(tx: Transaction, due: Due) -> None:
    """Note that the last day of a commitment has passed, unless it has ended otherwise."""
    commitment_id = UUID(due.subject)
    await store.lock(tx, commitment_id)
    for commitment in await store.find(tx, [commitment_id]):
        if commitment.status in STANDING:
            await _take(tx, commitment, "expired", CommitmentExpired)


async def _take(
    tx: Transaction, commitment: CommitmentBody, status: Status, event: type[CommitmentData], **more: str
) -> Kept:
    after = commitment.model_copy(update={"version": commitment.version + 1, "status": status})
    await store.note_step(tx, after)
    events = await append_events(tx, [after], event, **more)
    return after, events[commitment.id]
