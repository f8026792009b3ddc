"""Putting the steps of commitments on record: beside the commitment, and in the ledger."""

from collections.abc import Collection
from uuid import UUID

from chassis.database import Transaction
from commitments.commitments.events import CommitmentData, OwnStep
from commitments.commitments.models import CommitmentBody
from commitments.commitments.rules.statuses import Own, Status
from commitments.commitments.store import commitments as store
from commitments.parties.store import regions

Taken = tuple[CommitmentBody, UUID]
"""A commitment after a step, and the step's event."""


def after_step(commitment: CommitmentBody, status: Status) -> CommitmentBody:
    """`commitment` as the step leaves it."""
    return commitment.model_copy(update={"version": commitment.version + 1, "status": status})


async def take_own(
    tx: Transaction, commitment: CommitmentBody, status: Own, event: type[OwnStep], **more: str
) -> Taken:
    """Record a step that concerns the party alone."""
    after = after_step(commitment, status)
    await store.note_step(tx, after)
    taken = event(version=after.version, commitment_id=after.id, **more)
    return after, tx.append(taken, subject=after.id, party=after.party, public=False)


async def take_public(
    tx: Transaction, commitment: CommitmentBody, status: Status, event: type[CommitmentData], **more: str
) -> Taken:
    """Record a step that everyone may know."""
    after = after_step(commitment, status)
    await store.note_step(tx, after)
    events = await append_events(tx, [after], event, **more)
    return after, events[after.id]


async def append_events(
    tx: Transaction,
    commitments: Collection[CommitmentBody],
    event: type[CommitmentData],
    **more: str,
) -> dict[UUID, UUID]:
    """Append an `event` about each of `commitments`; the events' ids, by commitment."""
    region_of = await regions(tx, {one.party for one in commitments})
    return {
        one.id: tx.append(
            event.of(one, **more), subject=one.id, party=one.party, region=region_of.get(one.party)
        )
        for one in commitments
    }
