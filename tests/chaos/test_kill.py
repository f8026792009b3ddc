"""Processes die at random during the main job: nothing is lost or doubled, and one agenda stands there."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from chassis import ledger
from chassis.database import Database
from chassis.ledger.events import Envelope
from chassis.testing import eventually
from embedded.layout import BEHIND_GATEWAY, Layout
from embedded.system import System

STATES = ("BGD", "BRA", "CAN", "FJI", "GHA", "KEN", "NAM", "PHL")
UNCERTAIN = {409, 429, 502, 503, 504}
"""Answers after which nobody knows whether it was done: the same request is repeated with the same key."""
SECONDS = 10
KILLS = 10
VICTIMS = ("registry", "commitments", "review", "gateway", "postgres")


async def test_processes_killed_at_random_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(seed := random.randrange(10**6))
    print(f"seed {seed}")
    with Layout.reserve(tmp_path, 0) as layout:
        async with System(layout, announce=lambda _: None) as system:
            for service in ("registry", "review"):
                await system.command(service, "load-reference")
            people = await _register(system, tmp_path)
            meeting, milestone, reports = await _prepare(people)
            killer = asyncio.create_task(_kill_at_random(system, chance))
            try:
                answers = await _submit_all(people, milestone, reports, chance)
                agenda = await _agenda(people["secretariat"], meeting["id"])
            finally:
                killer.cancel()
                await asyncio.gather(killer, return_exceptions=True)
                await asyncio.gather(*(one.aclose() for one in people.values()))
            await asyncio.gather(*(one.wait_until_ready() for one in system.processes.values()))
            await _check(system, milestone, answers, agenda)


async def _register(system: System, folder: Path) -> dict[str, httpx.AsyncClient]:
    """A client with a token for the secretariat and for each State."""
    wanted = folder / "clients.csv"
    rows = ["name,roles,party", "secretariat,secretariat,", *(f"{code},state,{code}" for code in STATES)]
    wanted.write_text("\n".join(rows))
    made = await system.command("gateway", "clients", "import", str(wanted))

    async def sign_in(client: dict[str, str]) -> tuple[str, httpx.AsyncClient]:
        http = httpx.AsyncClient(base_url=system.gateway_url, timeout=10, trust_env=False)
        secret = (client["client_id"], client["client_secret"])
        answer = await http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=secret)
        http.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['access_token']}"
        return client["name"], http

    return dict(await asyncio.gather(*(sign_in(json.loads(line)) for line in made.splitlines())))


async def _do(
    http: httpx.AsyncClient, path: str, body: dict[str, Any] | None = None, version: int | None = None
) -> dict[str, Any]:
    """Post until there is a certain answer, each time with the same key."""
    headers = {"Idempotency-Key": str(uuid4())}
    if version is not None:
        headers["If-Match"] = f'"{version}"'

    async def answered() -> dict[str, Any] | None:
        with suppress(httpx.TransportError):
            answer = await http.post(path, json=body, headers=headers)
            if answer.status_code not in UNCERTAIN:
                assert answer.is_success, answer.text
                told: dict[str, Any] = answer.json()
                return told
        return None

    return await eventually(answered, within=60, every=0.1)


async def _prepare(
    people: dict[str, httpx.AsyncClient],
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    secretariat = people["secretariat"]
    times = {"starts_at": "2030-05-06T09:00:00Z", "ends_at": "2030-05-10T18:00:00Z", "minutes": 1440}
    meeting = await _do(secretariat, "/v1/meetings", {"title": "Forum", **times})
    due_at = (datetime.now(UTC) + timedelta(seconds=SECONDS)).isoformat()
    wanted = {"title": "Reports", "framework": "GCM", "meeting_id": meeting["id"], "due_at": due_at}

    async def opened() -> dict[str, Any] | None:
        answer = await secretariat.post("/v1/milestones", json=wanted)
        told: dict[str, Any] = answer.json()
        return told if answer.is_success else None  # it may not know the States yet

    milestone = await eventually(opened, within=30)

    async def drafted(code: str) -> str:
        body = {"milestone_id": milestone["id"], "party": code, "title": f"Report of {code}"}

        async def known() -> dict[str, Any] | None:
            answer = await people[code].post("/v1/reports", json=body)
            return answer.json() if answer.is_success else None

        report = await eventually(known, within=30)
        for version, verb in enumerate(("complete", "sign-off"), start=1):
            await _do(people[code], f"/v1/reports/{report['id']}:{verb}", version=version)
        return str(report["id"])

    return meeting, milestone, {code: await drafted(code) for code in STATES}


async def _kill_at_random(system: System, chance: random.Random) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.2, 2.5))
        victim = chance.choice(VICTIMS)
        if victim == "postgres":
            await asyncio.to_thread(system.postgres.kill)
        else:
            system.processes[victim].kill()


async def _submit_all(
    people: dict[str, httpx.AsyncClient],
    milestone: dict[str, Any],
    reports: dict[str, str],
    chance: random.Random,
) -> dict[str, dict[str, Any]]:
    """Everybody submits at some moment around the deadline; returns the acknowledgements."""
    due_at = datetime.fromisoformat(milestone["due_at"])

    async def submit(code: str, moment: datetime) -> dict[str, Any]:
        await asyncio.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
        return await _do(people[code], f"/v1/reports/{reports[code]}:submit", version=3)

    moments = {code: due_at + timedelta(seconds=chance.uniform(-6, 1)) for code in STATES}
    answers = await asyncio.gather(*(submit(code, moment) for code, moment in moments.items()))
    return dict(zip(STATES, answers, strict=True))


async def _agenda(secretariat: httpx.AsyncClient, meeting: str) -> dict[str, Any]:
    """The complete agenda: one made without a silent source is revised when the source is back."""

    async def assembled() -> dict[str, Any] | None:
        with suppress(httpx.TransportError):
            answer = await secretariat.get(f"/v1/meetings/{meeting}/agenda")
            if answer.is_success and answer.json()["complete"]:
                told: dict[str, Any] = answer.json()
                return told
        return None

    return await eventually(assembled, within=90, every=0.2)


async def _check(
    system: System, milestone: dict[str, Any], answers: dict[str, dict[str, Any]], agenda: dict[str, Any]
) -> None:
    due_at = datetime.fromisoformat(milestone["due_at"])
    submitted = await _events(system, "commitments", "compact.report.submitted.v1")
    assert sorted(str(event.id) for event in submitted) == sorted(one["event_id"] for one in answers.values())
    reporting = next(one for one in agenda["agenda"]["items"] if one["key"] == "status_of_reporting")
    in_time = {record["party"] for record in reporting["records"] if record["kind"] == "submitted_on_time"}
    assert in_time == {event.party for event in submitted if event.time < due_at}
    assert len(await _events(system, "review", "compact.deadline.passed.v1")) == 1
    assert len(await _events(system, "review", "compact.agenda.assembled.v1")) == 1

    async def received_all() -> bool:
        return await _received(system) == [(event.party, event.sequence) for event in submitted]

    await eventually(received_all, within=30)
    for service in BEHIND_GATEWAY:
        assert "is whole" in await system.command(service, "ledger", "verify", "--full")


async def _events(system: System, service: str, event_type: str) -> list[Envelope]:
    async with _database(system, service) as database, database.reading() as session:
        found = await ledger.read_after(session, service, 0, 1_000_000)
    return [event for event in found if event.type == event_type]


async def _received(system: System) -> list[tuple[str, int]]:
    from sqlalchemy import text

    wanted = text("SELECT party, sequence FROM review.received_report ORDER BY sequence")
    async with _database(system, "review") as database, database.reading() as session:
        return [(row.party, row.sequence) for row in await session.execute(wanted)]


@asynccontextmanager
async def _database(system: System, service: str) -> AsyncIterator[Database]:
    database = Database(system.postgres.url(service, service), name="test", pool_size=1)
    try:
        yield database
    finally:
        await database.close()
