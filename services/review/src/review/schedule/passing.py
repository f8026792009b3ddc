"""What happens when a deadline has passed: the timers of milestones and extensions."""

from datetime import datetime
from uuid import UUID

from chassis import ledger
from chassis.database import Transaction
from chassis.timers import Due
from review.schedule import store
from review.schedule.events import DeadlinePassed
from review.schedule.models import MilestoneBody, PassedDeadline

DUE = "milestone.due"
EXTENSION_DUE = "extension.due"
"""Kinds of timers."""
DEADLINE = "deadline"
"""The kind of what changes when a deadline passes: hooks get each `PassedDeadline`."""


async def pass_deadline(tx: Transaction, due: Due) -> None:
    """The timer of a milestone: its deadline has passed."""
    milestone = await store.lock_milestone(tx, UUID(due.subject))
    if milestone is None or milestone.passed_at is not None:
        return
    passed = {"passed_at": await ledger.now(tx), "version": milestone.version + 1}
    milestone = milestone.model_copy(update=passed)
    await store.save(tx, milestone)
    await _publish(tx, milestone, milestone.due_at, None)


async def pass_extension(tx: Transaction, due: Due) -> None:
    """The timer of an extension: the party's own deadline has passed."""
    milestone_id, party, _ = due.subject.split("/")
    milestone = await store.lock_milestone(tx, UUID(milestone_id))
    expected = await store.lock_expected(tx, UUID(milestone_id), party)
    if milestone is None or expected is None or expected.extended_due_at != due.due_at:
        return
    await _publish(tx, milestone, due.due_at, party)


async def _publish(tx: Transaction, milestone: MilestoneBody, due_at: datetime, party: str | None) -> None:
    passed = DeadlinePassed(version=milestone.version, milestone_id=milestone.id, due_at=due_at, party=party)
    tx.append(passed, subject=milestone.id, party=party or "global")
    await tx.changed(DEADLINE, [PassedDeadline(milestone, due_at, party)])
