"""What a milestone of the review service asks of a party, as far as it has been received."""

from uuid import UUID

from chassis import ledger
from chassis.base.clock import rfc3339
from chassis.database import Transaction
from commitments.commitments.errors import refuse
from commitments.frameworks import store as frameworks
from commitments.reports import rules
from commitments.reports.errors import ReportLockedError, ReportNotOpenError
from commitments.reports.models import ReportContent, StoredReport
from commitments.reports.rules import Milestone
from commitments.reports.store import milestones as store


async def find(tx: Transaction, milestone_id: UUID, party: str) -> Milestone | None:
    """The milestone with the dates that hold for `party`; none if no event of it was received yet."""
    asked = await store.asked(tx, milestone_id, party)
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


async def asked_of(tx: Transaction, report: StoredReport) -> Milestone:
    """The milestone that `report` is for. Raises `ReportNotOpenError` while it is not known."""
    milestone = await find(tx, report.milestone_id, report.party)
    if milestone is None:
        raise ReportNotOpenError("The milestone is not known while review's record is read again.")
    return milestone


async def check_goals(tx: Transaction, framework: str, content: ReportContent) -> None:
    """Raise `InvalidError` when a part of a report is about no goal of `framework`."""
    known = {goal for _, goal in await frameworks.goal_ids(tx, [framework])}
    refuse(
        [
            *rules.goal_faults("challenges", content.challenges, framework, known),
            *rules.goal_faults("practices", content.practices, framework, known),
        ]
    )


async def take_in_time(tx: Transaction, milestone: Milestone, report: StoredReport) -> None:
    """Let this transaction submit `report`, or raise why it may not.

    The lock date is compared twice: now, and with the ledger's time, which is the time of submission.
    """
    now = await ledger.now(tx)
    for fault in rules.party_faults(milestone, report.party, submitted=report.submission > 0):
        raise ReportNotOpenError(fault.detail)
    if now < milestone.opens_at:
        raise ReportNotOpenError(f"{milestone.reference} opens at {rfc3339(milestone.opens_at)}.")
    locked = ReportLockedError(f"{milestone.reference} was locked at {rfc3339(milestone.locks_at)}.")
    if now >= milestone.locks_at:
        raise locked
    tx.must_commit_before(milestone.locks_at, locked)
