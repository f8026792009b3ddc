"""One trace from an HTTP write to what it causes elsewhere and later, as a collector gets it."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.database import Database
from chassis.telemetry.log_lines import LONGEST_LINE
from chassis.testing import eventually
from embedded.layout import Layout
from embedded.system import System
from tests.support.embedded.logs import longest_line, secrets_in_logs
from tests.support.telemetry.collector import Collector, running_collector

MEETING, MILESTONE = "11" * 16, "22" * 16
"""The ids of two traces."""


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector, and an environment that names it."""
    with running_collector() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
        yield collector


def traced(trace_id: str) -> dict[str, str]:
    return {"traceparent": f"00-{trace_id}-{'ab' * 8}-01"}


@asynccontextmanager
async def secretariat(system: System) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to the gateway for the secretariat."""
    made = await system.command(
        "gateway", "clients", "create", "--name", "UNNM", "--role", "secretariat", "--json"
    )
    client = json.loads(made)
    async with httpx.AsyncClient(base_url=system.gateway_url, timeout=10, trust_env=False) as http:
        answer = await http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(client["client_id"], client["client_secret"]),
        )
        http.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['access_token']}"
        yield http


async def test_a_milestones_trace_goes_over_gateway_ledger_and_bus_to_the_passing_of_its_deadline(
    tmp_path: Path, collector: Collector
) -> None:
    with Layout.reserve(tmp_path, 0) as layout:
        async with System(layout, announce=lambda _: None) as system, secretariat(system) as http:
            await asyncio.gather(*(system.command(one, "load-reference") for one in ("registry", "review")))
            meeting = await _schedule(http)
            await _open(http, meeting["id"])

            async def assembled_and_told() -> bool:
                return any(span.name == "publish compact.agenda.assembled.v1" for span in collector.spans)

            await eventually(assembled_and_told, within=30)
            await _fail(system, http)
            token = http.headers["Authorization"].removeprefix("Bearer ")
            assert secrets_in_logs(system, [token]) == []
            assert longest_line(system) <= LONGEST_LINE
    spans = {(span.service, span.name): span for span in collector.trace(MILESTONE)}
    forwarded, asked = spans["gateway", "forward_to_review"], spans["review", "open_milestone"]
    assert forwarded.parent_id == "ab" * 8
    assert asked.parent_id == forwarded.span_id
    for service, verb in (("review", "publish"), ("commitments", "receive")):
        assert spans[service, f"{verb} compact.milestone.opened.v1"].parent_id == asked.span_id
    fired = spans["review", "fire milestone.due"]
    assert fired.parent_id == asked.span_id
    assert spans["review", "publish compact.deadline.passed.v1"].parent_id == fired.span_id
    assembled = spans["review", "assemble agenda"]
    assert assembled.parent_id == fired.span_id
    assert spans["review", "publish compact.agenda.assembled.v1"].parent_id == assembled.span_id
    assert not any(span.failed for span in collector.trace(MILESTONE))
    assert {span.name for span in collector.trace(MEETING)} >= {"forward_to_review", "schedule_meeting"}
    assert forwarded.start <= asked.start <= forwarded.end  # it may end a little after what waits for it


async def _fail(system: System, http: httpx.AsyncClient) -> None:
    """A fault of the service, whose traceback goes through all that holds the request and its token."""
    database = Database(system.postgres.url("review"), name="test", pool_size=1)
    async with database, database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE review.meeting RENAME TO gone"))
    answer = await http.get("/v1/meetings/00000000-0000-7000-8000-000000000000")
    assert answer.status_code == 500, answer.text
    assert '"unexpected error"' in system.layout.log_file("review").read_text()


async def _schedule(http: httpx.AsyncClient) -> dict[str, Any]:
    times = {"starts_at": "2030-05-06T09:00:00Z", "ends_at": "2030-05-10T18:00:00Z", "minutes": 1440}
    answer = await http.post("/v1/meetings", json={"title": "Forum", **times}, headers=traced(MEETING))
    meeting: dict[str, Any] = answer.raise_for_status().json()
    return meeting


async def _open(http: httpx.AsyncClient, meeting_id: str) -> None:
    """A milestone that is due in a few seconds, as soon as the review service knows the States."""

    async def opened() -> bool:
        due_at = (datetime.now(UTC) + timedelta(seconds=3)).isoformat()
        wanted = {"title": "Reports", "framework": "GCM", "meeting_id": meeting_id, "due_at": due_at}
        answer = await http.post("/v1/milestones", json=wanted, headers=traced(MILESTONE))
        return answer.is_success

    await eventually(opened, within=30, every=0.2)
