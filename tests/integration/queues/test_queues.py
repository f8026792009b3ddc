"""What fails in a queue stops nothing behind it, is set aside, is seen, and is done when it is mended."""

import argparse
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.base.waiting import waiting_columns
from chassis.bus import BusError
from chassis.database import Database, Transaction
from chassis.process.metrics import readings
from chassis.process.queue_command import queue_upkeep
from chassis.process.runtime import Runtime
from chassis.process.service import Service
from chassis.queues import MOST_ATTEMPTS, Queue, Work
from chassis.queues.working import work_next
from chassis.resources.bulk import working
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from chassis.timers import Timers
from commitments.app import service as commitments
from gateway.app import service as gateway
from registry.app import service as registry
from review.app import service as review
from tests.support.chassis.notebook.app import service as notebook_service
from tests.support.queue_rows import add
from tests.support.telemetry.scrapes import scrape

SERVICES = (registry, commitments, review, gateway, notebook_service)


def works(service: Service, database: Database) -> list[Work[Any]]:
    """All that a worker of `service` works off."""
    timers = Timers(database, service.timers).work
    imports = Timers(database, working.handlers(service.importers), working.QUEUES).work
    return [*([timers] if service.timers else []), *([imports] if service.importers else []), *service.queues]


@pytest_asyncio.fixture(params=SERVICES, ids=lambda service: service.name)
async def runtime(request: pytest.FixtureRequest, open_service: OpenService) -> Runtime:
    """Each service in turn, of which nothing runs."""
    return await open_service(request.param)


@pytest_asyncio.fixture
async def http(
    runtime: Runtime, issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to it, and its metrics are always read anew."""
    monkeypatch.setattr(readings, "FRESH_FOR", 0.0)
    monkeypatch.setattr(runtime.settings, "shows_operations", True)
    async with client_of(runtime, issuer) as client:
        yield client


async def let_time_pass(database: Database, queue: Queue) -> None:
    """What waits for its next try waits no longer."""
    async with database.transaction() as tx:
        await tx.execute(queue.table.update().values(retry_at=text("clock_timestamp()")))


@contextmanager
def poisoned(work: Work[Any], queue: Queue, subject: str, done: list[str]) -> Iterator[Work[Any]]:
    """`work` as it is, apart from its effect: the item `subject` fails, and others are noted as done."""
    claimed: list[str] = []

    async def claim(tx: Transaction) -> Any:
        item = await work.claim(tx)
        if item is not None:
            assert item.queue.name == queue.name
            claimed.append(item.subject)
        return item

    async def apply(tx: Transaction, _: Any) -> None:
        if claimed[-1] == subject:
            await tx.execute(text("SELECT 1 / 0"))
        done.append(claimed[-1])

    yield replace(work, claim=claim, apply=apply)


async def queue_verb(runtime: Runtime, *arguments: str) -> int | None:
    """`python -m SERVICE queues ARGUMENTS`."""
    work, declare = queue_upkeep(runtime.service)
    parser = argparse.ArgumentParser()
    declare(parser)
    return await work(runtime.settings, parser.parse_args(arguments))


async def test_in_every_queue_what_fails_stops_nothing_is_set_aside_and_seen_and_done_when_mended(
    runtime: Runtime, http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[str] = []
    for work in works(runtime.service, runtime.database):
        for queue in work.queues:
            tried.append(queue.name)
            await _stops_nothing(runtime, http, capsys, work, queue)
    assert tried == [queue.name for queue in runtime.service.all_queues]
    assert len(tried) == len(set(tried))


async def _stops_nothing(
    runtime: Runtime,
    http: httpx.AsyncClient,
    capsys: pytest.CaptureFixture[str],
    work: Work[Any],
    queue: Queue,
) -> None:
    async with runtime.database.transaction() as tx:
        bad, good = await add(tx, queue, 1), await add(tx, queue, 2)
    done: list[str] = []
    with poisoned(work, queue, bad, done) as failing:
        while await work_next(runtime.database, failing):
            pass
        assert done == [good], queue.name
        for _ in range(MOST_ATTEMPTS):
            await let_time_pass(runtime.database, queue)
            await work_next(runtime.database, failing)
        await let_time_pass(runtime.database, queue)
        assert not await work_next(runtime.database, failing), "it is set aside"
    assert done == [good], queue.name

    capsys.readouterr()
    assert await queue_verb(runtime) == 1
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{queue.name} {bad} {MOST_ATTEMPTS} tries, set aside 20")
    assert line.endswith("division by zero")
    told = await scrape(http)
    assert told("compact_queue_set_aside", queue=queue.name) == 1
    assert told("compact_queue_waiting", queue=queue.name) == 0
    health = (await http.get("/health/ready")).json()
    assert health["attention"] == {f"queue {queue.name}": "1 set aside"}
    assert health["status"] == "ok"

    assert await queue_verb(runtime, "retry", queue.name, "nobody") == 1
    assert await queue_verb(runtime, "retry", queue.name, bad) == 0
    told = await scrape(http)
    assert told("compact_queue_waiting", queue=queue.name) == 1
    age = told("compact_queue_oldest_age_seconds", queue=queue.name)
    assert age is not None
    assert age > 0
    with poisoned(work, queue, "nothing", done) as mended:
        assert await work_next(runtime.database, mended)
    assert done == [good, bad], queue.name
    assert await queue_verb(runtime) == 0


async def test_an_outage_of_the_bus_is_no_try(notebook: Runtime) -> None:
    [work, *_] = works(notebook.service, notebook.database)

    async def fail(tx: Transaction, _: Any) -> None:
        raise BusError("away")

    async with notebook.database.transaction() as tx:
        await add(tx, work.queues[0], 1)
    for _ in range(2 * MOST_ATTEMPTS):
        await let_time_pass(notebook.database, work.queues[0])
        assert await work_next(notebook.database, replace(work, apply=fail))
    async with notebook.database.reading() as session:
        row = (await session.execute(text("SELECT * FROM chassis.timer"))).one()
    assert (row.attempts, row.set_aside_at) == (0, None)
    assert row.last_error == "BusError: away"


LOOKS_WAITING = {
    "attempts",
    "retry_at",
    "next_attempt_at",
    "last_error",
    "set_aside_at",
    "completed_at",
    "fired_at",
} | {"processed_at", "replayed_at", "handled_at", "finished_at"}
NO_QUEUES = {
    "chassis.dead_letter": "what was set aside of events already; `dead-letters` lists and replays it",
    "chassis.import_job": "its batches are the timers of the queue `import`",
}
"""Tables that look like a queue and are none, with the reason."""


def test_every_table_that_looks_like_a_queue_is_declared_as_one() -> None:
    undeclared = []
    for service in SERVICES:
        declared = {queue.table for queue in service.all_queues}
        tables = {*service.metadata.tables.values(), *(timer_metadata().tables.values())}
        undeclared += [
            f"{service.name}: {table.fullname}"
            for table in tables - declared
            if table.fullname not in NO_QUEUES and _looks_like_a_queue(table, service.all_queues)
        ]
    assert undeclared == []


def test_every_queue_has_the_columns_that_all_have() -> None:
    wanted = {column.name for column in waiting_columns()}
    for service in SERVICES:
        for queue in service.all_queues:
            columns = set(queue.table.c.keys())
            assert wanted | {*queue.key, queue.due, queue.done} <= columns, queue.name


def timer_metadata() -> Any:
    from chassis.base.tables import metadata

    return metadata


def _looks_like_a_queue(table: Any, queues: Sequence[Queue]) -> bool:
    if table.fullname == "chassis.timer" and not queues:
        return False  # a service without timers
    pending = any(
        word in str(constraint.sqltext)
        for constraint in table.constraints
        if hasattr(constraint, "sqltext")
        for word in ("'queued'", "'pending'", "'waiting'", "'running'")
    )
    return pending or bool(LOOKS_WAITING & set(table.c.keys()))
