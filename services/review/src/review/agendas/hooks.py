"""What agendas require of a milestone that opens, and what follows when its deadline has passed."""

from collections.abc import Sequence
from datetime import timedelta

from chassis import timers
from chassis.database import Transaction
from chassis.problems import InvalidError
from review.agendas.store import assemblies, rule_sets
from review.schedule.models import NewMilestone, PassedDeadline

PATIENCE_ENDS = "assembly.patience"
"""The timer of an assembly that has been waiting for too long."""


async def check_frameworks(tx: Transaction, openings: Sequence[NewMilestone]) -> None:
    """An agenda can be assembled for each milestone that opens. Raises `InvalidError`."""
    known = await rule_sets.frameworks(tx)
    for opening in openings:
        if opening.framework not in known:
            listed = ", ".join(known) or "none"
            fault = (
                f"matches no framework with a published rule set: {opening.framework!r} (there are: {listed})"
            )
            raise InvalidError.at("/framework", fault)


async def request_assemblies(tx: Transaction, deadlines: Sequence[PassedDeadline]) -> None:
    """Let the agenda of each meeting whose milestone was due be assembled as of its deadline."""
    for passed in deadlines:
        if passed.milestone.meeting_id is not None:
            await _request(tx, passed)


async def _request(tx: Transaction, passed: PassedDeadline) -> None:
    milestone, cut_at = passed.milestone, passed.due_at
    await assemblies.request(tx, milestone.id, cut_at, _reason(passed))
    rule_set = await rule_sets.newest(tx, milestone.framework)
    if rule_set is not None:
        patience_ends = cut_at + timedelta(seconds=rule_set.patience_seconds)
        await timers.schedule(tx, PATIENCE_ENDS, f"{milestone.id}/{cut_at.isoformat()}", patience_ends)


def _reason(passed: PassedDeadline) -> str:
    if passed.party is None:
        return "the reporting deadline passed"
    return f"the extension of {passed.party} ended"
