"""Opening and changing milestones, extensions and exemptions, and what a deadline brings about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from chassis import ledger, timers
from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging
from chassis.problems import InvalidError
from chassis.timers import Due
from review.schedule.errors import DeadlinePassedError, NoSuchMilestoneError
from review.schedule.events import DeadlinePassed, ExemptionGranted, ExtensionGranted, MilestoneChanged, MilestoneOpened
from review.schedule.deadlines import LOCK_AFTER, ScheduleFault, check_schedule, instant
from review.submissions.rules import Row, matrix
from review.agendas.store import versions as agendas, received
from review.schedule import store
from review.schedule.tables import ExpectedParty, Milestone


async def grant_extension(
    tx: Transaction, milestone_id: UUID, party: str, due_at: datetime, locks_at: datetime | None, reason: str
) -> ExpectedParty:
    """Give one party more time. When it ends, the agenda is revised."""
    milestone, expected = await _owing(tx, milestone_id, party)
    if due_at <= max(milestone.due_at, expected.extended_due_at or milestone.due_at, await ledger.now(tx)):
        raise InvalidError.at(
            "/due_at", "an extension must end after the present deadline, and in the future"
        )
    locks_at = locks_at or max(milestone.locks_at, due_at + (milestone.locks_at - milestone.due_at))
    if locks_at < due_at:
        raise InvalidError.at("/locks_at", "reports cannot be locked before they are due")
    expected.extended_due_at, expected.extended_locks_at = due_at, locks_at
    expected.extended_by, expected.extension_reason = tx.origin.actor, reason
    milestone.version += 1
    # Each extension is a timer of its own: one that has fired does not keep a further one from firing.
    await timers.schedule(tx, EXTENSION_DUE, f"{milestone_id}/{party}/{due_at.isoformat()}", due_at)
    granted = ExtensionGranted(
        version=milestone.version,
        milestone_id=milestone_id,
        party=party,
        due_at=due_at,
        locks_at=locks_at,
        granted_by=tx.origin.actor,
        reason=reason,
    )
    tx.append(granted, subject=milestone_id, party=party, region=expected.region)
    return expected


async def grant_exemption(tx: Transaction, milestone_id: UUID, party: str, reason: str) -> ExpectedParty:
    """Free one party from reporting for this milestone."""
    milestone, expected = await _owing(tx, milestone_id, party)
    expected.exempted_by, expected.exemption_reason = tx.origin.actor, reason
    milestone.version += 1
    granted = ExemptionGranted(
        version=milestone.version,
        milestone_id=milestone_id,
        party=party,
        granted_by=tx.origin.actor,
        reason=reason,
    )
    tx.append(granted, subject=milestone_id, party=party, region=expected.region)
    return expected


async def _owing(tx: Transaction, milestone_id: UUID, party: str) -> tuple[Milestone, ExpectedParty]:
    milestone = await find_to_change(tx, milestone_id)
    expected = await store.expected_party(tx, milestone_id, party)
    if expected is None:
        raise InvalidError.at("/party", f"{party} owes no report for {milestone.reference}")
    return milestone, expected
