"""What is in time is decided by the ledger, to the microsecond, however many submit at once."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis import ledger
from tests.end_to_end.stage import STATES, Stage, reported

ROUNDS = 20
SECONDS_BETWEEN = 0.3
SPREAD = 0.25
"""Seconds around the deadline in which everybody else submits."""
EARLY, *_, LATE = STATES
"""One has submitted long before, one waits until it has passed."""


async def test_each_of_twenty_agendas_equals_the_ledgers_cut_when_all_submit_across_the_deadline(
    stage: Stage,
) -> None:
    rounds = await _prepare(stage)
    await asyncio.gather(
        *(
            _submit(stage, party, report, datetime.fromisoformat(milestone["due_at"]) + _moment(party))
            for milestone, reports in rounds
            for party, report in reports.items()
            if party != EARLY
        )
    )
    for milestone, _ in rounds:
        agenda = await stage.agenda(milestone["meeting_id"])
        in_time, all_submitted = await stage.cut(milestone)
        assert reported(agenda) == in_time
        assert len(all_submitted) == len(STATES)
        assert EARLY in in_time
        assert LATE not in in_time
    assert await _count(stage, "compact.agenda.assembled.v1") == ROUNDS
    assert await _count(stage, "compact.agenda.revised.v1") == 0


async def _prepare(stage: Stage) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """Twenty milestones that are due one after the other; one State has reported, the others are ready to."""

    async def one() -> tuple[dict[str, Any], dict[str, str]]:
        milestone = await stage.open_milestone()
        reports = {party: await stage.sign_off(milestone["id"], party) for party in STATES}
        await _submit(stage, EARLY, reports[EARLY], datetime.now(UTC))
        return milestone, reports

    began = datetime.now(UTC)
    rounds = await asyncio.gather(*(one() for _ in range(ROUNDS)))
    took = datetime.now(UTC) - began
    first = (
        datetime.now(UTC) + timedelta(seconds=1) + took / 5
    )  # a slow machine needs longer to move them, too
    return [
        (await stage.move(milestone, first + number * timedelta(seconds=SECONDS_BETWEEN)), reports)
        for number, (milestone, reports) in enumerate(rounds)
    ]


def _moment(party: str) -> timedelta:
    """When a State submits, from the deadline on."""
    return timedelta(seconds=SPREAD if party == LATE else random.uniform(-SPREAD, SPREAD))


async def _submit(stage: Stage, party: str, report: str, moment: datetime) -> None:
    await asyncio.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
    await stage.submit(report, party)


async def _count(stage: Stage, event_type: str) -> int:
    async with stage.review.database.reading() as session:
        return sum(one.type == event_type for one in await ledger.read_after(session, "review", 0, 10_000))
