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

Session = ReadSession | Transaction





async def open_milestone(
    tx: Transaction, title: str, framework: str, scope: str, schedule: Schedule, meeting_id: UUID | None
) -> Milestone:
    """Ask every party in `scope` for a report; its deadline becomes a timer."""
    opens_at, due_at, locks_at = await _times(tx, schedule)
    await _check_meeting(tx, meeting_id)
    parties = await received.parties_in(tx, scope)
    if not parties:
        raise InvalidError.at("/scope", f"no States are known in {scope!r}")
    milestone = Milestone(
        id=new_id(),
        reference=await store.next_reference(tx, framework, due_at.year),
        title=title,
        framework=framework,
        opens_at=opens_at,
        due_at=due_at,
        locks_at=locks_at,
        time_zone=schedule.time_zone,
        scope=scope,
        meeting_id=meeting_id,
    )
    tx.add(milestone)
    await tx.flush()
    await store.add_expected(tx, milestone.id, parties)
    await timers.schedule(tx, DUE, str(milestone.id), due_at)
    codes = [code for code, _ in parties]
    tx.append(MilestoneOpened(**_told(milestone), parties=codes), subject=milestone.id)
    tx.must_commit_before(due_at, InvalidError.at("/due_at", "the deadline must be in the future"))
    return milestone


async def change_milestone(
    tx: Transaction, milestone: Milestone, title: str, schedule: Schedule, meeting_id: UUID | None
) -> Milestone:
    """Give a milestone that is not due yet another title, meeting or times; the timer moves along."""
    if milestone.passed_at is not None or milestone.due_at <= await ledger.now(tx):
        raise DeadlinePassedError(f"{milestone.reference} was due at {milestone.due_at:%Y-%m-%dT%H:%M:%SZ}.")
    opens_at, due_at, locks_at = await _times(tx, schedule)
    await _check_meeting(tx, meeting_id)
    tx.must_commit_before(
        min(due_at, milestone.due_at), DeadlinePassedError("The deadline passed while it was being changed.")
    )
    milestone.title, milestone.meeting_id, milestone.time_zone = title, meeting_id, schedule.time_zone
    milestone.opens_at, milestone.due_at, milestone.locks_at = opens_at, due_at, locks_at
    milestone.version += 1
    await timers.schedule(tx, DUE, str(milestone.id), due_at)
    codes = await store.expected_codes(tx, milestone.id)
    tx.append(MilestoneChanged(**_told(milestone), parties=codes), subject=milestone.id)
    return milestone
























async def _times(tx: Transaction, schedule: Schedule) -> tuple[datetime, datetime, datetime]:
    now = await ledger.now(tx)
    due_at = instant(schedule.due_at, schedule.time_zone)
    locks_at = (
        due_at + LOCK_AFTER if schedule.locks_at is None else instant(schedule.locks_at, schedule.time_zone)
    )
    opens_at = schedule.opens_at or now
    try:
        check_schedule(opens_at, due_at, locks_at, now)
    except ScheduleFault as fault:
        raise InvalidError.at(f"/{fault.field}", fault.detail) from fault
    return opens_at, due_at, locks_at


async def _check_meeting(tx: Transaction, meeting_id: UUID | None) -> None:
    if meeting_id is not None and await store.meeting(tx, meeting_id) is None:
        raise InvalidError.at("/meeting_id", "there is no such meeting")


def _told(milestone: Milestone) -> dict[str, Any]:
    return {
        "milestone_id": milestone.id,
        **milestone.model_dump(exclude={"id", "passed_at"}),
    }
