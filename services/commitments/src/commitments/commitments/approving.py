"""Within a party: an author submits a draft, the focal point approves it or sends it back."""

from uuid import UUID

from chassis.database import Transaction
from chassis.ledger.events import EventData
from commitments.commitments.events import CommitmentApproved, CommitmentSentBack, CommitmentSubmitted
from commitments.commitments.models import CommitmentBody
from commitments.commitments.publishing import check_ready
from commitments.commitments.rules.statuses import Own
from commitments.commitments.store import commitments as store

Taken = tuple[CommitmentBody, UUID]
"""A commitment after a step, and the event's id."""


async def submit(tx: Transaction, commitment: CommitmentBody) -> Taken:
    """Ask the focal point for approval. Raises what would keep it from being published."""
    await check_ready(tx, commitment)
    after = _after(commitment, "submitted")
    return await _note(tx, after, CommitmentSubmitted(version=after.version, commitment_id=after.id))


async def send_back(tx: Transaction, commitment: CommitmentBody, reason: str) -> Taken:
    """Let its author go on with it."""
    after = _after(commitment, "draft")
    event = CommitmentSentBack(version=after.version, commitment_id=after.id, reason=reason)
    return await _note(tx, after, event)


async def approve(tx: Transaction, commitment: CommitmentBody) -> Taken:
    """Note that the focal point stands behind it, as it reads."""
    after = _after(commitment, "approved")
    return await _note(tx, after, CommitmentApproved(version=after.version, commitment_id=after.id))


def _after(commitment: CommitmentBody, status: Own) -> CommitmentBody:
    return commitment.model_copy(update={"version": commitment.version + 1, "status": status})


async def _note(tx: Transaction, after: CommitmentBody, event: EventData) -> Taken:
    await store.note_step(tx, after)
    return after, tx.append(event, subject=after.id, party=after.party, public=False)
