"""Within a party: an author submits a draft, the focal point approves it or sends it back."""

from chassis.database import Transaction
from commitments.commitments.events import CommitmentApproved, CommitmentSentBack, CommitmentSubmitted
from commitments.commitments.models import CommitmentBody
from commitments.commitments.publishing import check_ready
from commitments.commitments.recording import Taken, take_own


async def submit(tx: Transaction, commitment: CommitmentBody) -> Taken:
    """Ask the focal point for approval. Raises what would keep it from being published."""
    await check_ready(tx, commitment)
    return await take_own(tx, commitment, "submitted", CommitmentSubmitted)


async def send_back(tx: Transaction, commitment: CommitmentBody, reason: str) -> Taken:
    """Let its author go on with it."""
    return await take_own(tx, commitment, "draft", CommitmentSentBack, reason=reason)


async def approve(tx: Transaction, commitment: CommitmentBody) -> Taken:
    """Note that the focal point stands behind it, as it reads."""
    return await take_own(tx, commitment, "approved", CommitmentApproved)
