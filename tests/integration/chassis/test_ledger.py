"""The ledger: what a transaction appends is there once, in one order, for good."""

import asyncio
import random
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis import ledger
from chassis.database import Database
from chassis.process.runtime import Runtime
from tests.support.chassis.ledgers import head, rows, step_clock_back
from tests.support.chassis.notebook import notes
from tests.support.chassis.notebook.events import NoteReminded, NoteWritten

WRITERS = 32
EACH = 6


async def write(database: Database, *texts: str, pause: float = 0.0) -> None:
    async with database.transaction() as tx:
        for number, line in enumerate(texts):
            tx.append(NoteWritten(text=line), subject="note")
            if number % 2:
                tx.append(NoteReminded(reason=line), subject="note", public=False)
        await tx.execute(text("SELECT pg_sleep(:pause)"), {"pause": pause})


async def write_and_fail(database: Database) -> None:
    async with database.transaction() as tx:
        await notes.write(tx, "never")
        raise RuntimeError


async def write_before(database: Database, limit: datetime, *, appends: bool = True) -> None:
    async with database.transaction() as tx:
        if appends:
            await notes.write(tx, "in time or not at all")
        tx.must_commit_before(limit, TimeoutError("too late"))


async def write_much(database: Database, writer: int) -> None:
    for turn in range(EACH):
        size = random.randint(1, 3)
        texts = [f"{writer}-{turn}-{line}" for line in range(size)]
        await write(database, *texts, pause=random.uniform(0, 0.005))


async def follow(database: Database, stop: asyncio.Event) -> list[int]:
    """Read as a relay does, until `stop` is set and nothing more comes."""
    seen: list[int] = []
    async with database.reading() as session:
        while True:
            last_time = stop.is_set()
            events = await ledger.read_after(session, "notebook", seen[-1] if seen else 0, limit=7)
            seen += [event.sequence for event in events]
            if last_time and not events:
                return seen


async def test_concurrent_writers_and_a_clock_that_steps_back_leave_one_gapless_order(
    notebook: Runtime, owner: Database
) -> None:
    async def disturb() -> None:
        while True:
            await step_clock_back(owner, random.uniform(0, 30))
            await asyncio.sleep(0.01)

    stop = asyncio.Event()
    disturbance = asyncio.create_task(disturb())
    follower = asyncio.create_task(follow(notebook.database, stop))
    await asyncio.gather(*(write_much(notebook.database, writer) for writer in range(WRITERS)))
    disturbance.cancel()
    stop.set()
    await asyncio.gather(disturbance, return_exceptions=True)

    found = await rows(notebook.database)
    public = [row.sequence for row in found if row.sequence is not None]
    assert [row.position for row in found] == list(range(1, len(found) + 1))
    assert public == list(range(1, len(public) + 1))
    assert [row.time for row in found] == sorted(row.time for row in found)
    assert await follower == public


async def test_every_writers_rows_are_there_and_those_of_one_transaction_share_one_time(
    notebook: Runtime,
) -> None:
    await asyncio.gather(*(write_much(notebook.database, writer) for writer in range(WRITERS)))
    found = await rows(notebook.database)
    by_transaction: dict[str, set[object]] = {}
    for row in found:
        by_transaction.setdefault(row.correlation_id, set()).add(row.time)
    assert len(by_transaction) == WRITERS * EACH
    assert all(len(times) == 1 for times in by_transaction.values())
    assert len({next(iter(times)) for times in by_transaction.values()}) == WRITERS * EACH


async def test_an_earlier_position_is_never_committed_later(notebook: Runtime) -> None:
    """A reader that has seen a position has seen all before it, at every moment."""
    writers = [asyncio.create_task(write_much(notebook.database, writer)) for writer in range(16)]
    while not all(writer.done() for writer in writers):
        found = await rows(notebook.database)
        assert [row.position for row in found] == list(range(1, len(found) + 1))
    await asyncio.gather(*writers)


async def test_a_rollback_leaves_no_gap(notebook: Runtime) -> None:
    await write(notebook.database, "before")
    with pytest.raises(RuntimeError):
        await write_and_fail(notebook.database)
    await write(notebook.database, "after")
    assert [(row.position, row.sequence) for row in await rows(notebook.database)] == [(1, 1), (2, 2)]


async def soon(database: Database) -> datetime:
    async with database.reading() as session:
        return await ledger.now(session) + timedelta(seconds=30)


async def test_what_would_be_too_late_is_rolled_back(notebook: Runtime, owner: Database) -> None:
    """The caller's own clock said that there was time; the ledger's says that there was not."""
    limit = await soon(notebook.database)
    await step_clock_back(owner, 60)
    for appends in (True, False):
        with pytest.raises(TimeoutError, match="too late"):
            await write_before(notebook.database, limit, appends=appends)
    assert await rows(notebook.database) == []


async def test_what_is_in_time_is_kept(notebook: Runtime) -> None:
    await write_before(notebook.database, await soon(notebook.database))
    assert len(await rows(notebook.database)) == 1


async def test_the_limit_itself_is_too_late(notebook: Runtime, owner: Database) -> None:
    await step_clock_back(owner, 60)
    next_time = (await head(notebook.database)).time + timedelta(microseconds=1)
    with pytest.raises(TimeoutError):
        await write_before(notebook.database, next_time)
    await write_before(notebook.database, next_time + timedelta(microseconds=1))


async def test_internal_rows_are_never_read_by_the_relay(notebook: Runtime) -> None:
    await write(notebook.database, "one", "two", "three")
    async with notebook.database.reading() as session:
        events = await ledger.read_after(session, "notebook", 0, limit=100)
    assert [event.type for event in events] == ["compact.note.written.v1"] * 3
    assert [event.sequence for event in events] == [1, 2, 3]
    assert len(await rows(notebook.database)) == 4


async def test_the_services_role_cannot_change_the_ledger(
    notebook: Runtime, subtests: pytest.Subtests
) -> None:
    await write(notebook.database, "kept")
    for statement in [
        "UPDATE chassis.ledger SET party = 'AAA'",
        "DELETE FROM chassis.ledger",
        "TRUNCATE chassis.ledger",
        "INSERT INTO chassis.ledger SELECT * FROM chassis.ledger",
        "UPDATE chassis.ledger_head SET position = 0",
        "DELETE FROM chassis.ledger_head",
        "INSERT INTO chassis.ledger_checked VALUES (1, 0, '', now())",
        "DROP TABLE chassis.ledger",
        "ALTER TABLE chassis.ledger DISABLE TRIGGER ALL",
    ]:
        with subtests.test(statement):
            with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
                async with notebook.database.transaction() as tx:
                    await tx.execute(text(statement))
            assert len(await rows(notebook.database)) == 1


async def test_the_services_role_cannot_redact(notebook: Runtime) -> None:
    await write(notebook.database, "kept")
    event: UUID = (await rows(notebook.database))[0].id
    with pytest.raises(DBAPIError, match="permission denied"):
        async with notebook.database.transaction() as tx:
            await tx.execute(text("SELECT chassis.ledger_redact(:id)"), {"id": event})


async def test_heartbeats_stand_in_the_one_order_of_times_even_if_the_clock_steps_back(
    notebook: Runtime, owner: Database
) -> None:
    await step_clock_back(owner, 60)
    times = []
    for turn in range(3):
        await write(notebook.database, f"note {turn}")
        times.append((await rows(notebook.database))[-1].time)
        async with notebook.database.engine.begin() as connection:
            times.append((await ledger.advance(connection, "notebook")).time)
    assert times == sorted(set(times))
