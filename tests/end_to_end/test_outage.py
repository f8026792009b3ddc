"""The bus or the database is away while States report: nothing is lost, and work resumes by itself."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from chassis.local_postgres.server import PostgresServer
from chassis.testing import eventually
from tests.end_to_end.stage import STATES, Stage, reported
from tests.support.kafka.broker import KafkaBroker

ANSWER_WITHIN = 25.0
"""Seconds: a statement is given up after 16, the attempt to roll back after two more; and a margin."""


@pytest.mark.parametrize("bus_url", ["own kafka"], indirect=True)
async def test_reports_are_taken_while_kafka_is_away_and_the_agenda_has_them_all(
    stage: Stage, own_kafka_broker: KafkaBroker
) -> None:
    milestone = await stage.open_milestone()
    reports = {party: await stage.sign_off(milestone["id"], party) for party in STATES}
    milestone = await stage.move(milestone, datetime.now(UTC) + timedelta(seconds=4))
    await asyncio.to_thread(own_kafka_broker.kill)
    for party in STATES[:7]:
        await stage.submit(reports[party], party)

    async def passed() -> bool:
        answer = await stage.to_review.get(f"/v1/milestones/{milestone['id']}")
        return answer.json()["passed_at"] is not None

    await eventually(passed, within=15)
    assert (await stage.to_review.get(f"/v1/meetings/{milestone['meeting_id']}/agenda")).status_code == 404
    await asyncio.to_thread(own_kafka_broker.restart)
    agenda = await stage.agenda(milestone["meeting_id"], within=90)
    in_time, _ = await stage.cut(milestone)
    assert reported(agenda) == in_time == set(STATES[:7])
    assert agenda["complete"]


@pytest.mark.parametrize("bus_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("postgres_server", ["own_postgres_server"], indirect=True)
async def test_while_the_database_hangs_requests_are_answered_in_bounded_time_and_then_work_resumes(
    stage: Stage, postgres_server: PostgresServer
) -> None:
    milestone = await stage.open_milestone()
    report = await stage.sign_off(milestone["id"], STATES[0])
    once = {**stage.states[STATES[0]], "Idempotency-Key": "once", "If-Match": f'"{report}.3"'}
    postgres_server.pause()
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            refused = await stage.to_commitments.post(
                f"/v1/reports/{report}:submit",
                headers=once,
            )
    finally:
        postgres_server.resume()
    assert refused.status_code == 503
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"]

    async def submitted() -> bool:
        answer = await stage.to_commitments.post(f"/v1/reports/{report}:submit", headers=once)
        return answer.is_success

    await eventually(submitted, within=30)

    async def seen() -> bool:
        return (await stage.statuses(milestone))[STATES[0]] == "submitted_on_time"

    await eventually(seen, within=30)
    assert await stage.cut(milestone) == ({STATES[0]}, {STATES[0]})
