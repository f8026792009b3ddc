"""What a milestone of the review service asks of a party, as far as it has been received."""

from uuid import UUID

from chassis import ledger
from chassis.base.clock import rfc3339
from chassis.database import Transaction
from commitments.content.reports import ReportContent
from commitments.errors import ReportLockedError, ReportNotOpenError, refuse
from commitments.rules import reports as rules
from commitments.rules.reports import Milestone
from commitments.store import frameworks, received


async def find(tx: Transaction, milestone_id: UUID, party: str) -> Milestone | None:
    """The milestone with the dates that hold for `party`; none if review has not told of it yet."""
    asked = await received.asked(tx, milestone_id, party)
    if asked is None:
        return None
    return Milestone(
        reference=asked.reference,
        framework=asked.framework,
        opens_at=asked.opens_at,
        locks_at=rules.lock_date(asked.locks_at, asked.extended_to),
        expected=asked.expected,
        exempt=asked.exempt,
    )


async def check_goals(tx: Transaction, framework: str, content: ReportContent) -> None:
    """Raise `InvalidError` when a part of a report is about no goal of `framework`."""
    known = {goal for _, goal in await frameworks.goal_ids(tx, [framework])}
    refuse(
        [
            *rules.goal_faults("challenges", content.challenges, framework, known),
            *rules.goal_faults("practices", content.practices, framework, known),
        ]
    )


async def take_in_time(tx: Transaction, milestone: Milestone, party: str) -> None:
    """Let this transaction make a submission of `party`, or raise why it may not.

    The lock date is compared twice: now, and with the ledger's time, which is the time of submission.
    """
    now = await ledger.now(tx)
    for fault in rules.party_faults(milestone, party):
        raise ReportNotOpenError(fault.detail)
    if now < milestone.opens_at:
        raise ReportNotOpenError(f"{milestone.reference} opens at {rfc3339(milestone.opens_at)}.")
    locked = ReportLockedError(f"{milestone.reference} was locked at {rfc3339(milestone.locks_at)}.")
    if now >= milestone.locks_at:
        raise locked
    tx.must_commit_before(milestone.locks_at, locked)
