"""Imports survive what interrupts them: nothing is lost, and nothing is done twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.process.app import build_app
from chassis.process.runtime import Runtime
from chassis.queues import MOST_ATTEMPTS
from chassis.queues import store as queues
from chassis.resources.bulk import (
    Applied,
    Batch,
    Importer,
    applying,
    jobs,
    limits,
    receiving,
    staging,
    working,
)
from chassis.testing import TokenIssuer, eventually
from chassis.testing.plugin import client_of
from chassis.timers import Due, Timers
from tests.support.chassis.imports import HEADER, apply_all, import_timers, report, send
from tests.support.chassis.notebook.shelving import importer, shelve
from tests.support.chassis.processes import serving
from tests.support.chassis.words import check_problem

Headers = dict[str, str]


def books(count: int) -> str:
    """A file of books."""
    return HEADER + "".join(f"b{number},A book\r\n" for number in range(count))


async def scalar(notebook: Runtime, query: str) -> Any:
    """What the database answers."""
    async with notebook.database.reading() as session:
        return (await session.execute(text(query))).scalar_one()


async def check_each_book_was_shelved_once(notebook: Runtime, count: int) -> None:
    """`count` books, each new once and told once."""
    query = "SELECT count(*) FROM notebook.book WHERE times = 1"
    assert await scalar(notebook, query) == count
    assert await scalar(notebook, "SELECT count(DISTINCT subject) FROM chassis.ledger") == count
    assert await scalar(notebook, "SELECT count(*) FROM chassis.ledger") == count
    assert await scalar(notebook, "SELECT count(*) FROM chassis.import_row") == 0


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "BATCH", 5)


def failing_importer(failures: int) -> Importer:
    """An importer that breaks after it has had its effect, so many times."""
    failed: list[int] = []

    async def break_off(tx: Transaction, batch: Batch) -> Applied:
        applied = await shelve(tx, batch)
        if len(failed) < failures:
            failed.append(1)
            raise RuntimeError("broken")
        return applied

    return replace(importer, apply=break_off)


async def make_due(notebook: Runtime) -> None:
    """Let what was put off be due now."""
    async with notebook.database.transaction() as tx:
        await tx.execute(text("UPDATE chassis.timer SET retry_at = clock_timestamp() WHERE fired_at IS NULL"))


@pytest.mark.parametrize("mode", ["row_by_row", "all_or_nothing"])
async def test_a_batch_that_breaks_is_done_again(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, mode: str
) -> None:
    sent = await send(client, writer, books(12), mode=mode)
    timers = Timers(notebook.database, working.handlers([failing_importer(3)]), working.QUEUES)
    for _ in range(4):
        while await timers.fire_next():
            pass
        await make_due(notebook)
    told = await report(client, writer, sent)
    assert (told["status"], told["created"]) == ("done", 12)
    await check_each_book_was_shelved_once(notebook, 12)


async def test_an_import_that_breaks_again_and_again_has_failed_until_it_is_retried(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    sent = await send(client, writer, books(3))
    importers = [failing_importer(MOST_ATTEMPTS)]
    timers = Timers(notebook.database, working.handlers(importers), working.QUEUES)
    for _ in range(MOST_ATTEMPTS):
        while await timers.fire_next():
            pass
        await make_due(notebook)
    told = await report(client, writer, sent)
    assert (told["status"], told["created"], told["progress"]) == ("failed", 0, 1.0)
    assert "even when it was tried again" in told["reason"]

    async with notebook.database.transaction() as tx:
        [item] = [one for queue in working.QUEUES for one in await queues.set_aside(tx, queue)]
        await queues.try_again(tx, item)
    while await timers.fire_next():
        pass
    told = await report(client, writer, sent)
    assert (told["status"], told["created"], told["progress"], told["reason"]) == ("done", 3, 1.0, None)
    await check_each_book_was_shelved_once(notebook, 3)


async def test_a_timer_that_is_fired_twice_has_one_effect(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    sent = await send(client, writer, books(12))
    await apply_all(notebook.database)
    async with notebook.database.transaction() as tx:
        await tx.execute(text("UPDATE chassis.timer SET fired_at = NULL"))
    await apply_all(notebook.database)
    assert (await report(client, writer, sent))["created"] == 12
    await check_each_book_was_shelved_once(notebook, 12)


async def test_an_old_timer_among_later_batches_takes_no_row_twice(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    sent = await send(client, writer, books(12))
    timers = import_timers(notebook.database)
    for _ in range(2):
        await timers.fire_next()
    async with notebook.database.transaction() as tx:
        await tx.execute(text("UPDATE chassis.timer SET fired_at = NULL WHERE subject LIKE '%/1/0'"))
    await apply_all(notebook.database)
    assert (await report(client, writer, sent))["created"] == 12
    await check_each_book_was_shelved_once(notebook, 12)


async def test_two_workers_share_an_import(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    answers = [await send(client, writer, books(30)), await send(client, writer, books(30))]
    workers = [asyncio.create_task(import_timers(notebook.database).run()) for _ in range(2)]

    async def are_done() -> bool:
        told = [await report(client, writer, sent) for sent in answers]
        return all(one["status"] == "done" for one in told)

    await eventually(are_done)
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    told = [await report(client, writer, sent) for sent in answers]
    assert sum(one["created"] for one in told) == 30
    assert sum(one["unchanged"] for one in told) == 30
    await check_each_book_was_shelved_once(notebook, 30)


async def test_a_small_file_does_not_wait_for_a_large_one(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LARGEST_SMALL", 200)
    large, small = await send(client, writer, books(60)), await send(client, writer, books(3))
    lanes = {
        name: Timers(notebook.database, handlers, working.QUEUES)
        for name, handlers in working.lanes([importer]).items()
    }
    while await lanes["imports"].fire_next():
        pass
    assert [(await report(client, writer, one))["status"] for one in (large, small)] == ["queued", "done"]
    assert await lanes["large-imports"].fire_next()
    while await lanes["imports"].fire_next():
        pass
    assert (await report(client, writer, large))["received"] == 60
    await check_each_book_was_shelved_once(notebook, 60)


async def test_a_noun_that_is_no_longer_imported_fails(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    sent = await send(client, writer, books(1))
    timers = Timers(notebook.database, working.handlers([]), working.QUEUES)
    while await timers.fire_next():
        pass
    assert (await report(client, writer, sent))["status"] == "failed"


async def test_a_timer_of_a_job_that_is_gone_does_nothing(notebook: Runtime) -> None:
    due = Due(jobs.KIND, f"{new_id()}/1", datetime.now(UTC))
    async with notebook.database.transaction() as tx:
        await working.handlers([importer])[jobs.KIND](tx, due)


async def test_a_file_that_ends_the_worker_again_and_again_is_given_up(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(staging, "rows_of", break_off)
    sent = await send(client, writer, books(3))
    for _ in range(MOST_ATTEMPTS):
        await apply_all(notebook.database)
        await make_due(notebook)
    told = await report(client, writer, sent)
    assert (told["status"], told["received"]) == ("failed", 0)
    assert "even when it was tried again" in told["reason"]


async def test_a_client_that_hangs_up_leaves_nothing(
    notebook: Runtime, writer: Headers, issuer: TokenIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "PIECE", 20)
    app = build_app(notebook.service, notebook.settings, notebook)
    app.state.verifier = issuer.verifier()
    headers = [(b"authorization", writer["Authorization"].encode()), (b"content-type", b"text/csv")]
    path = "/v1/books:import"
    scope = {"type": "http", "http_version": "1.1", "method": "POST", "path": path, "raw_path": path.encode()}
    begun = {"type": "http.request", "body": books(10).encode(), "more_body": True}
    events = iter([begun, {"type": "http.disconnect"}])
    answered: list[Any] = []

    async def receive() -> Any:
        if answered or (event := next(events, None)) is None:
            return await asyncio.Event().wait()
        return event

    async def send_answer(message: Any) -> None:
        answered.append(message)

    scope |= {"query_string": b"", "headers": headers, "client": ("192.0.2.1", 5000)}
    await app(scope, receive, send_answer)
    assert answered[0]["status"] == 400
    assert await scalar(notebook, "SELECT count(*) FROM chassis.import_job") == 0
    assert await scalar(notebook, "SELECT count(*) FROM chassis.import_piece") == 0


async def test_a_slow_client_holds_no_connection_and_is_given_up(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "PIECE", 20)
    monkeypatch.setattr(receiving, "LONGEST_PAUSE", 0.5)
    pool: Any = notebook.database.engine.pool
    held = []

    async def slow() -> AsyncIterator[bytes]:
        yield HEADER.encode()
        for number in range(10):
            held.append(pool.checkedout())
            yield f"b{number},A book\r\n".encode()
        await asyncio.Event().wait()

    check_problem(await send(client, writer, slow()), 408)
    assert set(held) == {0}
    assert await scalar(notebook, "SELECT count(*) FROM chassis.import_job") == 0


async def test_housekeeping_drops_what_was_never_completed_or_is_long_over(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    for _ in range(3):
        await send(client, writer, HEADER + "!,A\r\n")
    await apply_all(notebook.database)
    ages = [
        "status = 'receiving', touched_at = now() - interval '2 hours'",
        "finished_at = now() - interval '31 days'",
    ]
    async with notebook.database.transaction() as tx:
        names = (await tx.execute(text("SELECT id FROM chassis.import_job ORDER BY id"))).scalars().all()
        for name, age in zip(names, ages, strict=False):
            await tx.execute(text(f"UPDATE chassis.import_job SET {age} WHERE id = :id"), {"id": name})
        await tx.execute(text("UPDATE chassis.timer SET fired_at = now() - interval '2 days'"))
    await jobs.forget_old(notebook.database)
    assert await scalar(notebook, "SELECT id FROM chassis.import_job") == names[2]
    assert await scalar(notebook, "SELECT count(*) FROM chassis.import_row") == 1
    assert await scalar(notebook, "SELECT count(*) FROM chassis.timer") == 0


async def test_what_was_dropped_while_it_came_is_not_queued(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "PIECE", 20)

    async def dropped() -> AsyncIterator[bytes]:
        yield books(4).encode()
        async with notebook.database.transaction() as tx:
            await tx.execute(text("DELETE FROM chassis.import_job"))
        yield b"c,A book\r\n"

    check_problem(await send(client, writer, dropped()), 408)
    assert await scalar(notebook, "SELECT count(*) FROM chassis.import_piece") == 0


async def test_a_process_that_is_killed_amid_an_import_loses_and_repeats_nothing(
    notebook: Runtime, issuer: TokenIssuer, writer: Headers, bus_url: str
) -> None:
    count = 40_000
    settings = {"database_url": notebook.database.url, "bus_url": bus_url}
    async with client_of(notebook, issuer) as client:
        sent = await send(client, writer, books(count))

        async def has_done(rows: int) -> bool:
            return bool((await report(client, writer, sent))["created"] >= rows)

        for killed_after in (1, 5000, 10_000):
            async with serving("work", **settings) as worker:
                await eventually(partial(has_done, killed_after), within=60)
                worker.process.kill()
                await worker.process.wait()
        assert not await has_done(count)
        async with serving("work", **settings):
            await eventually(partial(has_done, count), within=60)
    await check_each_book_was_shelved_once(notebook, count)
