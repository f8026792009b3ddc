"""What follows for agendas when a deadline has passed."""

from collections.abc import Sequence
from datetime import timedelta

from chassis import timers
from chassis.database import Transaction
from review.agendas.store import assemblies, rule_sets
from review.schedule.models import PassedDeadline

SOURCE_SILENT = "assembly.patience"
"""The timer of an assembly that its sources have kept waiting for too long."""


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
        await timers.schedule(tx, SOURCE_SILENT, f"{milestone.id}/{cut_at.isoformat()}", patience_ends)


def _reason(passed: PassedDeadline) -> str:
    if passed.party is None:
        return "the reporting deadline passed"
    return f"the extension of {passed.party} ended"
