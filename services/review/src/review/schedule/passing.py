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


DUE = "milestone.due"


EXTENSION_DUE = "extension.due"


async def pass_deadline(tx: Transaction, due: Due) -> None:
    """The timer of a milestone: its deadline has passed, and its meeting's agenda is to be assembled."""
    milestone = await store.lock_milestone(tx, UUID(due.subject))
    if milestone is None or milestone.passed_at is not None:
        return
    milestone.passed_at = await ledger.now(tx)
    milestone.version += 1
    await _passed(tx, milestone, milestone.due_at, None, "the reporting deadline passed")


async def pass_extension(tx: Transaction, due: Due) -> None:
    """The timer of an extension: the agenda is revised with what the party has reported by then."""
    milestone_id, party, _ = due.subject.split("/")
    milestone = await store.lock_milestone(tx, UUID(milestone_id))
    expected = await store.expected_party(tx, UUID(milestone_id), party)
    if milestone is None or expected is None or expected.extended_due_at != due.due_at:
        return
    await _passed(tx, milestone, due.due_at, party, f"the extension of {party} ended")


async def _passed(
    tx: Transaction, milestone: Milestone, due_at: datetime, party: str | None, reason: str
) -> None:
    passed = DeadlinePassed(version=milestone.version, milestone_id=milestone.id, due_at=due_at, party=party)
    tx.append(passed, subject=milestone.id, party=party or "global")
    if milestone.meeting_id is None:
        return
    await agendas.request_assembly(tx, milestone.id, due_at, reason)
    rule_set = await agendas.newest_rule_set(tx, milestone.framework)
    if rule_set is not None:
        patience_ends = due_at + timedelta(seconds=rule_set.patience_seconds)
        await timers.schedule(tx, PATIENCE, f"{milestone.id}/{due_at.isoformat()}", patience_ends)
