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
from review.errors import DeadlinePassedError, NoSuchMilestoneError
from review.events import (
    DeadlinePassed,
    ExemptionGranted,
    ExtensionGranted,
    MilestoneChanged,
    MilestoneOpened,
)
from review.rules.deadlines import LOCK_AFTER, ScheduleFault, check_schedule, instant
from review.rules.timeliness import Row, matrix
from review.store import agendas, received
from review.store import milestones as store
from review.tables.meetings import ExpectedParty, Milestone

Session = ReadSession | Transaction

DUE = "milestone.due"
EXTENSION_DUE = "extension.due"
PATIENCE = "assembly.patience"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of a milestone as they were asked for; a bare date means the end of that day."""

    time_zone: str
    opens_at: datetime | None
    due_at: datetime | date
    locks_at: datetime | date | None


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


async def find(session: Session, milestone_id: UUID) -> Milestone:
    """The milestone. Raises `NoSuchMilestoneError`."""
    return _there(await store.milestone(session, milestone_id))


async def find_to_change(tx: Transaction, milestone_id: UUID) -> Milestone:
    """The milestone, kept from being changed by others until the transaction ends."""
    return _there(await store.lock_milestone(tx, milestone_id))


async def page_of(session: Session, paging: Paging) -> Sequence[Milestone]:
    """A page of milestones, the oldest first."""
    return await store.milestones(session, paging)


async def submissions(
    session: Session, milestone_id: UUID, as_of: datetime | None
) -> tuple[datetime, list[Row]]:
    """The submission matrix now or as of a time, and that time."""
    milestone = await find(session, milestone_id)
    moment = as_of or await ledger.now(session)
    epoch = await store.reporting_epoch(session)
    expected = await store.expected(session, milestone_id, moment, epoch)
    return moment, matrix(expected, milestone.due_at, moment)


def _there(milestone: Milestone | None) -> Milestone:
    if milestone is None:
        raise NoSuchMilestoneError("There is no such milestone.")
    return milestone


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


async def _owing(tx: Transaction, milestone_id: UUID, party: str) -> tuple[Milestone, ExpectedParty]:
    milestone = await find_to_change(tx, milestone_id)
    expected = await store.expected_party(tx, milestone_id, party)
    if expected is None:
        raise InvalidError.at("/party", f"{party} owes no report for {milestone.reference}")
    return milestone, expected


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
