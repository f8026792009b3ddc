"""Opening milestones, and changing them while they are not due."""

from typing import Any
from uuid import UUID

from chassis import ledger, timers
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.problems import InvalidError
from review.meetings import store as meetings
from review.parties import store as parties
from review.schedule import store
from review.schedule.errors import DeadlinePassedError
from review.schedule.events import MilestoneChanged, MilestoneOpened
from review.schedule.models import MilestoneBody, MilestoneFields, NewMilestone
from review.schedule.passing import DUE
from review.schedule.rules import Schedule, ScheduleFault, Times, times_of

OPENING = "milestone.opening"
"""The kind of what is about to open: hooks get each `NewMilestone`, and refuse what cannot be reviewed."""


async def open_milestone(tx: Transaction, wanted: NewMilestone) -> MilestoneBody:
    """Ask every party in a scope for a report; the deadline becomes a timer."""
    await tx.changed(OPENING, [wanted])
    times = await _times(tx, wanted.schedule)
    await _check_meeting(tx, wanted.meeting_id)
    expected = await parties.parties_in(tx, wanted.scope)
    if not expected:
        raise InvalidError.at("/scope", f"matches no State that is known here: {wanted.scope!r}")
    milestone = MilestoneBody(
        id=new_id(),
        version=1,
        reference=await store.next_reference(tx, wanted.framework, times.due_at.year),
        title=wanted.title,
        framework=wanted.framework,
        scope=wanted.scope,
        time_zone=wanted.time_zone,
        meeting_id=wanted.meeting_id,
        passed_at=None,
        **times._asdict(),
    )
    await store.add(tx, milestone, expected)
    await timers.schedule(tx, DUE, str(milestone.id), milestone.due_at)
    opened = MilestoneOpened(**_event_data(milestone), parties=[party.code for party in expected])
    tx.append(opened, subject=milestone.id)
    tx.must_commit_before(milestone.due_at, InvalidError.at("/due_at", "must be in the future"))
    return milestone


async def change_milestone(
    tx: Transaction, milestone: MilestoneBody, wanted: MilestoneFields
) -> MilestoneBody:
    """Give a milestone that is not due yet another title, meeting or times; the timer moves along.

    Without a difference there is no new version.
    """
    if milestone.passed_at is not None or milestone.due_at <= await ledger.now(tx):
        raise DeadlinePassedError(f"{milestone.reference} was due at {milestone.due_at:%Y-%m-%dT%H:%M:%SZ}.")
    if wanted == milestone.fields:
        return milestone
    times = await _times(tx, wanted.schedule)
    await _check_meeting(tx, wanted.meeting_id)
    passed = DeadlinePassedError("The deadline passed while it was being changed.")
    tx.must_commit_before(min(times.due_at, milestone.due_at), passed)
    changes = {**wanted.model_dump(), **times._asdict(), "version": milestone.version + 1}
    milestone = milestone.model_copy(update=changes)
    await store.save(tx, milestone)
    await timers.schedule(tx, DUE, str(milestone.id), milestone.due_at)
    expected = await store.expected_codes(tx, milestone.id)
    tx.append(MilestoneChanged(**_event_data(milestone), parties=expected), subject=milestone.id)
    return milestone


async def _times(tx: Transaction, schedule: Schedule) -> Times:
    try:
        return times_of(schedule, await ledger.now(tx))
    except ScheduleFault as fault:
        raise InvalidError.at(f"/{fault.field}", fault.detail) from fault


async def _check_meeting(tx: Transaction, meeting_id: UUID | None) -> None:
    if meeting_id is not None and await meetings.meeting(tx, meeting_id) is None:
        raise InvalidError.at("/meeting_id", f"matches no meeting: {meeting_id}")


def _event_data(milestone: MilestoneBody) -> dict[str, Any]:
    return {"milestone_id": milestone.id, **milestone.model_dump(exclude={"id", "passed_at"})}
