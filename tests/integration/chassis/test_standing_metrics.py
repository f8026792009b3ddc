"""What stands in the database is told with each scrape, at little cost, and without needing the database."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from math import inf

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import Connection, text
from sqlalchemy.event import listen

from chassis import timers
from chassis.database import Database
from chassis.ledger.events import encode
from chassis.local_postgres.access import PostgresAccess
from chassis.local_postgres.server import PostgresServer
from chassis.process.metrics import readings
from chassis.process.runtime import Runtime
from chassis.resources.bulk import jobs
from chassis.testing import TokenIssuer, eventually
from chassis.testing.plugin import client_of
from chassis.timers import Timers
from tests.support.chassis.arrivals import arrived, beats, event, events, resume, subscription
from tests.support.chassis.ledgers import alter
from tests.support.chassis.notebook import notes
from tests.support.chassis.notebook.received import POISON
from tests.support.chassis.publishing import until_published, write
from tests.support.telemetry.scrapes import Scrape, scrape


@pytest.fixture
def postgres_server(request: pytest.FixtureRequest, postgres_server: PostgresAccess) -> PostgresAccess:
    """The server that all tests share, or the one that a test names: one of its own."""
    named: PostgresAccess | None = None
    if hasattr(request, "param"):
        named = request.getfixturevalue(request.param)
    return named or postgres_server


@pytest_asyncio.fixture
async def fresh(
    notebook: Runtime, issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to a notebook that reads its database at each scrape."""
    monkeypatch.setattr(readings, "FRESH_FOR", 0.0)
    async with client_of(notebook, issuer) as client:
        yield client


async def test_the_ledger_is_told_with_what_is_not_on_the_bus_yet(
    notebook: Runtime, fresh: httpx.AsyncClient
) -> None:
    empty = await scrape(fresh)
    assert empty("compact_ledger_position") == 0
    assert empty("compact_ledger_oldest_unpublished_age_seconds") == 0
    await write(notebook.database, 3)
    told = await scrape(fresh)
    assert told("compact_ledger_position") == 3
    assert told("compact_ledger_unpublished_events") == 3
    age = told("compact_ledger_oldest_unpublished_age_seconds")
    assert age is not None
    assert 0 < age < 60


async def test_a_relay_tells_that_it_is_the_active_one_and_what_it_published(
    notebook: Runtime, fresh: httpx.AsyncClient
) -> None:
    assert (await scrape(fresh))("compact_relay_active") is None, "no relay runs in this process"
    notebook.start_worker()
    await write(notebook.database, 3)
    await until_published(notebook, [1, 2, 3])

    async def caught_up() -> Scrape | None:
        told = await scrape(fresh)
        return told if told("compact_ledger_unpublished_events") == 0 else None

    told = await eventually(caught_up)
    assert told("compact_relay_active") == 1
    assert told("compact_relay_published_total") == 3
    assert told("compact_ledger_oldest_unpublished_age_seconds") == 0
    parts = {"relay", "subscription", "timers", "imports", "large-imports", "housekeeping", "bus"}
    assert told.labels("compact_part_running", "part") == parts
    assert all(told("compact_part_running", part=part) == 1 for part in parts - {"bus"})


async def test_a_source_tells_its_lag_once_it_was_heard(notebook: Runtime, fresh: httpx.AsyncClient) -> None:
    silent = await scrape(fresh)
    assert silent("compact_subscription_lag_seconds", source="notebook") == inf
    assert silent("compact_heartbeat_age_seconds", source="notebook") == inf
    assert silent("compact_subscription_lag_events", source="notebook") is None
    member = subscription(notebook.database, notebook.bus)
    await resume(member)
    await member.take(events(1, 2))
    await member.take_heartbeats(beats(2, 7))
    told = await scrape(fresh)
    assert told("compact_subscription_lag_events", source="notebook") == 5
    lag, age = (
        told(f"compact_{name}_seconds", source="notebook") for name in ("subscription_lag", "heartbeat_age")
    )
    assert lag is not None
    assert lag > 3600, "complete up to a time long ago"
    assert age is not None
    assert age < 60, "heard just now"
    await member.take(events(3, 4, 5, 6, 7, first=2))
    await member.take_heartbeats(beats(7, first=2))
    assert (await scrape(fresh))("compact_subscription_lag_events", source="notebook") == 0


async def test_events_that_had_their_effect_are_counted_once_by_source_and_type(
    notebook: Runtime, fresh: httpx.AsyncClient
) -> None:
    member = notebook.subscription = subscription(notebook.database, notebook.bus)
    await resume(member)
    await member.take(events(1, 2))
    await resume(member)
    await member.take(events(1, 2, 3, first=2))
    told = await scrape(fresh)
    labels = {"source": "notebook", "type": "compact.note.written.v1"}
    assert told("compact_events_received_total", **labels) == 3


async def test_dead_letters_that_wait_are_counted(notebook: Runtime, fresh: httpx.AsyncClient) -> None:
    assert (await scrape(fresh))("compact_dead_letters") == 0
    member = subscription(notebook.database, notebook.bus)
    await resume(member)
    await member.take([arrived(encode(event(1, POISON)), 0)])
    assert (await scrape(fresh))("compact_dead_letters") == 1


async def test_timers_tell_what_is_next_what_is_late_and_how_late_the_last_was(
    notebook: Runtime, fresh: httpx.AsyncClient
) -> None:
    nothing = await scrape(fresh)
    assert nothing("compact_timers_overdue") == 0
    assert nothing("compact_timer_next_due_timestamp_seconds") is None
    assert nothing("compact_timer_last_lateness_seconds") is None
    now = datetime.now(UTC)
    late, later = now - timedelta(minutes=10), now + timedelta(hours=1)
    async with notebook.database.transaction() as tx:
        await timers.schedule(tx, notes.REMINDER, "late", late)
        await timers.schedule(tx, notes.REMINDER, "later", later)
    told = await scrape(fresh)
    assert told("compact_timers_overdue") == 1
    assert told("compact_timer_next_due_timestamp_seconds") == pytest.approx(late.timestamp())
    await Timers(notebook.database, notebook.service.timers).fire_next()
    told = await scrape(fresh)
    assert told("compact_timers_overdue") == 0
    assert told("compact_timer_next_due_timestamp_seconds") == pytest.approx(later.timestamp())
    lateness = told("compact_timer_last_lateness_seconds")
    assert lateness is not None
    assert 600 <= lateness < 700


async def test_a_timer_that_keeps_failing_is_overdue_although_it_waits_for_its_next_attempt(
    notebook: Runtime, fresh: httpx.AsyncClient
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError

    async with notebook.database.transaction() as tx:
        await timers.schedule(tx, notes.REMINDER, "late", datetime.now(UTC) - timedelta(minutes=10))
    await Timers(notebook.database, {notes.REMINDER: fail}).fire_next()
    assert (await scrape(fresh))("compact_timers_overdue") == 1


async def test_connections_and_the_process_are_told(fresh: httpx.AsyncClient, notebook: Runtime) -> None:
    async with notebook.database.reading() as session:
        await session.execute(text("SELECT 1"))
        told = await scrape(fresh)
    assert told("compact_database_connections", state="in_use") == 1
    assert told("compact_database_connections", state="idle") == 1
    assert told("compact_database_connections_max") == notebook.settings.pool_size + 5
    assert told("compact_database_up") == 1
    memory = told("process_resident_memory_bytes")
    assert memory is not None
    assert memory > 0


async def test_many_scrapers_read_the_database_once_a_second(
    notebook: Runtime, client: httpx.AsyncClient
) -> None:
    statements: list[str] = []

    def note(_: Connection, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    listen(notebook.database.engine.sync_engine, "before_cursor_execute", note)
    told = await asyncio.gather(*(scrape(client) for _ in range(50)))
    assert all(one("compact_database_up") == 1 for one in told)
    assert len(statements) == 4, "the service's own state, its sources, its queues, the clock"


async def test_a_scrape_finds_everything_by_an_index(notebook: Runtime, owner: Database) -> None:
    rows = "SELECT 'k', i::text, now(), CASE WHEN i % 100 > 0 THEN now() END FROM generate_series(1, 5000) i"
    await alter(owner, f"INSERT INTO chassis.timer (kind, subject, due_at, fired_at) {rows}")
    await alter(owner, "ANALYZE chassis.timer")
    async with owner.reading() as session:
        await session.execute(text("SET enable_seqscan = off"))
        plan = "\n".join(
            (
                await session.execute(
                    text(f"EXPLAIN {readings.STANDING.text}"), {"imports": list(jobs.KINDS)}
                )
            ).scalars()
        )
    for index in ("uq_ledger_sequence", "ix_timer_due", "ix_timer_fired_at", "ix_dead_letter_waiting"):
        assert index in plan
    for table in ("ledger ", "timer", "dead_letter"):
        assert f"Seq Scan on {table}" not in plan


async def test_while_requests_have_all_connections_a_scrape_answers_with_what_the_process_knows(
    notebook: Runtime, fresh: httpx.AsyncClient
) -> None:
    await write(notebook.database)
    async with AsyncExitStack() as busy:
        for _ in range(notebook.settings.pool_size + 5):
            session = await busy.enter_async_context(notebook.database.reading())
            await session.execute(text("SELECT 1"))
        began = time.monotonic()
        told = await scrape(fresh)
        assert time.monotonic() - began < readings.PATIENCE + 1
        assert told("compact_database_up") == 0
        assert told("compact_database_connections", state="idle") == 0
        assert told("compact_ledger_position") is None
    await eventually(lambda: _up(fresh))


@pytest.mark.parametrize("postgres_server", ["own_postgres_server"], indirect=True)
@pytest.mark.parametrize("outage", ["hangs", "is gone"])
async def test_while_the_database_is_away_a_scrape_answers_soon_and_says_so(
    fresh: httpx.AsyncClient, postgres_server: PostgresServer, outage: str
) -> None:
    await fresh.get("/health/live")
    assert await _up(fresh)
    if outage == "hangs":
        postgres_server.pause()
    else:
        postgres_server.kill()
    try:
        began = time.monotonic()
        told = await asyncio.gather(*(scrape(fresh) for _ in range(10)))
        assert time.monotonic() - began < readings.PATIENCE + 1
    finally:
        if outage == "hangs":
            postgres_server.resume()
        else:
            postgres_server.start()
    assert {one("compact_database_up") for one in told} == {0}
    live = {"operation": "check_live", "status": "200"}
    assert told[0]("compact_http_request_duration_seconds_count", **live) == 1
    await eventually(lambda: _up(fresh), within=30)


async def _up(client: httpx.AsyncClient) -> bool:
    return (await scrape(client))("compact_database_up") == 1
