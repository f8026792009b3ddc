"""What is in time is decided by the ledger, to the microsecond, however many submit at once."""

import asyncio
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis import ledger
from chassis.testing import eventually
from tests.end_to_end.conftest import STATES, Stage

ROUNDS = 20
SECONDS_BETWEEN = 0.3
SPREAD = 0.25
"""Seconds around the deadline in which everybody submits."""


async def test_each_of_twenty_agendas_equals_the_ledgers_cut_when_all_submit_across_the_deadline(
    stage: Stage,
) -> None:
    rounds = await _prepare(stage)
    await asyncio.gather(
        *(
            _submit_around(stage, party, report, datetime.fromisoformat(milestone["due_at"]))
            for milestone, reports in rounds
            for party, report in reports.items()
        )
    )
    late = 0
    for milestone, _ in rounds:
        agenda = await _agenda(stage, milestone["meeting_id"])
        in_time, all_submitted = await _cut(stage, milestone)
        assert _reported(agenda) == in_time
        assert len(all_submitted) == len(STATES)
        late += len(all_submitted) - len(in_time)
    assert 0 < late < ROUNDS * len(STATES), "the deadline was not in the midst of the submissions"
    assert await _count(stage, "compact.agenda.assembled.v1") == ROUNDS
    assert await _count(stage, "compact.agenda.revised.v1") == 0


async def _prepare(stage: Stage) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """Twenty milestones that are due one after the other, with every State's report ready to be submitted."""
    far = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    times = {"starts_at": "2030-05-06T09:00:00Z", "ends_at": "2030-05-10T18:00:00Z", "minutes": 1440}

    async def one() -> tuple[dict[str, Any], dict[str, str]]:
        meeting = await stage.post("/v1/meetings", {"title": "Forum", **times}, stage.secretariat)
        wanted = {"title": "Reports", "framework": "GCM", "meeting_id": meeting["id"], "due_at": far}

        async def opened() -> dict[str, Any] | None:
            answer = await stage.to_review.post("/v1/milestones", json=wanted, headers=stage.secretariat)
            told: dict[str, Any] = answer.json()
            complete = answer.is_success and await _expects_all(stage, told["id"])
            return told if complete else None

        milestone = await eventually(opened)
        reports = {party: await stage.sign_off(milestone["id"], party) for party in STATES}
        return milestone, reports

    rounds = await asyncio.gather(*(one() for _ in range(ROUNDS)))
    first = datetime.now(UTC) + timedelta(seconds=2)
    return [
        (await _move(stage, milestone, first + number * timedelta(seconds=SECONDS_BETWEEN)), reports)
        for number, (milestone, reports) in enumerate(rounds)
    ]


async def _expects_all(stage: Stage, milestone: str) -> bool:
    answer = await stage.to_review.get(f"/v1/milestones/{milestone}/submissions")
    return len(answer.json()["rows"]) == len(STATES)


async def _move(stage: Stage, milestone: dict[str, Any], due_at: datetime) -> dict[str, Any]:
    answer = await stage.to_review.patch(
        f"/v1/milestones/{milestone['id']}",
        json={"due_at": due_at.isoformat()},
        headers={**stage.secretariat, "If-Match": f'"{milestone["version"]}"'},
    )
    assert answer.is_success, answer.text
    moved: dict[str, Any] = answer.json()
    return moved


async def _submit_around(stage: Stage, party: str, report: str, due_at: datetime) -> None:
    moment = due_at + timedelta(seconds=random.uniform(-SPREAD, SPREAD))
    await asyncio.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
    await stage.post(f"/v1/reports/{report}:submit", None, stage.states[party])


async def _agenda(stage: Stage, meeting: str) -> dict[str, Any]:
    async def assembled() -> dict[str, Any] | None:
        answer = await stage.to_review.get(f"/v1/meetings/{meeting}/agenda")
        return answer.json() if answer.is_success else None

    return await eventually(assembled, within=30)


def _reported(agenda: dict[str, Any]) -> set[str]:
    item = next(one for one in agenda["agenda"]["items"] if one["key"] == "status_of_reporting")
    kinds = {record["kind"] for record in item["records"]}
    assert kinds <= {"submitted_on_time", "overdue"}
    return {record["party"] for record in item["records"] if record["kind"] == "submitted_on_time"}


async def _cut(stage: Stage, milestone: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The parties whose submission the commitments service's ledger has before the deadline, and all."""
    due_at = datetime.fromisoformat(milestone["due_at"])
    async with stage.commitments.database.reading() as session:
        events = await ledger.read_after(session, "commitments", 0, 10_000)
    own = [
        event
        for event in events
        if event.type == "compact.report.submitted.v1"
        and json.loads(event.data or b"")["milestone_id"] == milestone["id"]
    ]
    return {event.party for event in own if event.time < due_at}, {event.party for event in own}


async def _count(stage: Stage, event_type: str) -> int:
    async with stage.review.database.reading() as session:
        return sum(one.type == event_type for one in await ledger.read_after(session, "review", 0, 10_000))
