"""Granting extensions and exemptions to single parties."""

from uuid import UUID

from chassis import ledger, timers
from chassis.database import Transaction
from chassis.problems import InvalidError
from review.schedule import store
from review.schedule.events import ExemptionGranted, ExtensionGranted
from review.schedule.models import ExpectedBody, MilestoneBody, NewExemption, NewExtension
from review.schedule.passing import EXTENSION_DUE
from review.schedule.reading import find_to_change
from review.schedule.rules import ScheduleFault, Times, extended, instant


async def grant_extension(tx: Transaction, milestone_id: UUID, wanted: NewExtension) -> ExpectedBody:
    """Give one party more time. When it ends, the agenda is revised."""
    milestone, expected = await _owing(tx, milestone_id, wanted.party)
    times = await _extended(tx, milestone, expected, wanted)
    milestone = await _next_version(tx, milestone)
    extension = {
        "extended_due_at": times.due_at,
        "extended_locks_at": times.locks_at,
        "extended_by": tx.origin.actor,
        "extension_reason": wanted.reason,
    }
    expected = expected.model_copy(update=extension)
    await store.save_expected(tx, expected)
    # Each extension is a timer of its own: one that has fired does not keep a further one from firing.
    timer = f"{milestone_id}/{wanted.party}/{times.due_at.isoformat()}"
    await timers.schedule(tx, EXTENSION_DUE, timer, times.due_at)
    granted = ExtensionGranted(
        version=milestone.version,
        milestone_id=milestone_id,
        party=wanted.party,
        due_at=times.due_at,
        locks_at=times.locks_at,
        granted_by=tx.origin.actor,
        reason=wanted.reason,
    )
    tx.append(granted, subject=milestone_id, party=wanted.party, region=expected.region)
    return expected


async def grant_exemption(tx: Transaction, milestone_id: UUID, wanted: NewExemption) -> ExpectedBody:
    """Free one party from reporting for this milestone."""
    milestone, expected = await _owing(tx, milestone_id, wanted.party)
    milestone = await _next_version(tx, milestone)
    exemption = {"exempted_by": tx.origin.actor, "exemption_reason": wanted.reason}
    expected = expected.model_copy(update=exemption)
    await store.save_expected(tx, expected)
    granted = ExemptionGranted(
        version=milestone.version,
        milestone_id=milestone_id,
        party=wanted.party,
        granted_by=tx.origin.actor,
        reason=wanted.reason,
    )
    tx.append(granted, subject=milestone_id, party=wanted.party, region=expected.region)
    return expected


async def _owing(tx: Transaction, milestone_id: UUID, party: str) -> tuple[MilestoneBody, ExpectedBody]:
    milestone = await find_to_change(tx, milestone_id)
    expected = await store.lock_expected(tx, milestone_id, party)
    if expected is None:
        raise InvalidError.at("/party", f"{party} owes no report for {milestone.reference}")
    return milestone, expected


async def _extended(
    tx: Transaction, milestone: MilestoneBody, expected: ExpectedBody, wanted: NewExtension
) -> Times:
    due_at = instant(wanted.due_at, milestone.time_zone)
    locks_at = None if wanted.locks_at is None else instant(wanted.locks_at, milestone.time_zone)
    if due_at <= await ledger.now(tx):
        raise InvalidError.at("/due_at", "must be in the future")
    try:
        return extended(milestone.times, expected.extended_due_at, due_at, locks_at)
    except ScheduleFault as fault:
        raise InvalidError.at(f"/{fault.field}", fault.detail) from fault


async def _next_version(tx: Transaction, milestone: MilestoneBody) -> MilestoneBody:
    changed = milestone.model_copy(update={"version": milestone.version + 1})
    await store.save(tx, changed)
    return changed
