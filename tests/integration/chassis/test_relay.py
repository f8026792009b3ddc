"""The relay: all that is public reaches the bus in order, and heartbeats promise no more than is there."""

import asyncio
import json
import time
from collections.abc import Sequence
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from chassis import ledger
from chassis.base.tables import relay_cursor
from chassis.bus import BusError, Message
from chassis.database import Database
from chassis.messaging import relay as relaying
from chassis.messaging.relay import DeposedError
from chassis.process.runtime import Runtime
from chassis.testing import eventually
from tests.support.chassis.arrivals import INCARNATION
from tests.support.chassis.ledgers import rows
from tests.support.chassis.publishing import beats_after, until_published, write
from tests.support.chassis.relays import HookedBus, published, relay, running, tells


async def cursor(database: Database) -> int:
    async with database.reading() as session:
        return int((await session.execute(select(relay_cursor.c.sequence))).scalar_one())


async def test_everything_public_is_published_once_and_in_order(notebook: Runtime) -> None:
    await write(notebook.database, 1200)
    async with running(relay(notebook.database, notebook.bus)):
        await write(notebook.database, 10)
        await until_published(notebook, list(range(1, 1211)))
    assert await cursor(notebook.database) == 1210


async def test_what_is_published_is_what_the_ledger_has(notebook: Runtime) -> None:
    await write(notebook.database, 3)
    async with running(relay(notebook.database, notebook.bus)):
        await until_published(notebook, [1, 2, 3])
    events, _ = await published(notebook.bus)
    for event, row in zip(events, await rows(notebook.database), strict=True):
        assert (event.id, event.time, event.type, event.party) == (row.id, row.time, row.type, row.party)
        assert event.data == row.data.encode()


async def test_a_relay_that_failed_after_sending_sends_again_what_has_the_same_ids(notebook: Runtime) -> None:
    async def fail_once(messages: Sequence[Message]) -> None:
        if tells(messages) and bus.opened == 1:
            raise BusError("the acknowledgement was lost")

    bus = HookedBus(notebook.bus, after=fail_once)
    await write(notebook.database, 3)
    async with running(relay(notebook.database, bus)):
        await until_published(notebook, [1, 2, 3, 1, 2, 3])
    events, _ = await published(notebook.bus)
    assert [event.id for event in events[:3]] == [event.id for event in events[3:]]
    assert bus.opened == 2


async def test_after_a_failure_of_the_bus_a_new_publisher_goes_on_at_the_cursor(notebook: Runtime) -> None:
    async def fail_twice(messages: Sequence[Message]) -> None:
        if tells(messages) and 1 < bus.opened < 4:
            raise BusError("gone")

    bus = HookedBus(notebook.bus, before=fail_twice)
    async with running(relay(notebook.database, bus)):
        await write(notebook.database, 2)
        await until_published(notebook, [1, 2])
        bus.opened = 2
        await write(notebook.database, 2)
        await until_published(notebook, [1, 2, 3, 4])
    assert bus.opened == 4


async def test_of_two_relays_one_works_and_the_other_takes_over(notebook: Runtime) -> None:
    relays = [relay(notebook.database, notebook.bus) for _ in range(2)]

    async def one_is_active() -> bool:
        return sum(one.active for one in relays) == 1

    await write(notebook.database, 5)
    async with running(relays[1]):
        async with running(relays[0]):
            await eventually(one_is_active)
            await until_published(notebook, list(range(1, 6)))
        await write(notebook.database, 5)
        await until_published(notebook, list(range(1, 11)))
        assert relays[1].active


async def test_a_relay_that_lost_its_place_cannot_move_the_cursor(notebook: Runtime) -> None:
    """It hangs after sending; its session ends, another takes over, and then it wakes."""
    hanging, go_on = asyncio.Event(), asyncio.Event()

    async def hang_once(messages: Sequence[Message]) -> None:
        if tells(messages) and not hanging.is_set():
            hanging.set()
            await go_on.wait()

    slow = relay(notebook.database, HookedBus(notebook.bus, before=hang_once))
    quick = relay(notebook.database, notebook.bus)
    await write(notebook.database, 3)
    async with running(slow):
        await hanging.wait()
        async with notebook.database.reading() as session:
            lost = (
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            await session.execute(text(lost))
        async with running(quick):
            await until_published(notebook, [1, 2, 3])
            await write(notebook.database, 3)
            await until_published(notebook, [1, 2, 3, 4, 5, 6])
            go_on.set()
            await until_published(notebook, [1, 2, 3, 4, 5, 6, 1, 2, 3])
            assert await cursor(notebook.database) == 6
            assert quick.active


async def test_the_cursor_moves_only_from_where_the_relay_left_it(notebook: Runtime) -> None:
    await write(notebook.database, 3)
    async with notebook.database.engine.begin() as connection:
        first = await relaying._open_cursor(connection, INCARNATION)
        second = await relaying._open_cursor(connection, INCARNATION)
        await relaying._move(connection, second, 3)
        with pytest.raises(DeposedError):
            await relaying._move(connection, first, 2)


async def test_a_cursor_of_a_former_epoch_does_not_move(notebook: Runtime) -> None:
    await write(notebook.database, 3)
    async with notebook.database.engine.begin() as connection:
        former = await relaying._open_cursor(connection, INCARNATION)
        await ledger.renew_epoch(connection, force=True)
        await relaying._open_cursor(connection, INCARNATION)
        with pytest.raises(DeposedError):
            await relaying._move(connection, former, 3)


async def test_a_cursor_in_another_incarnation_of_the_topic_begins_anew(notebook: Runtime) -> None:
    await write(notebook.database, 3)
    async with notebook.database.engine.begin() as connection:
        former = await relaying._open_cursor(connection, INCARNATION)
        await relaying._move(connection, former, 3)
        assert (await relaying._open_cursor(connection, INCARNATION)).sequence == 3
        assert (await relaying._open_cursor(connection, uuid4())).sequence == 0
        with pytest.raises(DeposedError):
            await relaying._check(connection, former)


async def test_a_cursor_of_before_incarnations_is_believed(notebook: Runtime) -> None:
    await write(notebook.database, 3)
    async with notebook.database.engine.begin() as connection:
        cursor = await relaying._open_cursor(connection, INCARNATION)
        await relaying._move(connection, cursor, 3)
        await connection.execute(text("UPDATE chassis.relay_cursor SET incarnation = NULL"))
        assert (await relaying._open_cursor(connection, uuid4())).sequence == 3


async def test_a_heartbeat_is_sent_only_after_all_that_it_promises(notebook: Runtime) -> None:
    highest = 0

    async def compare(messages: Sequence[Message]) -> None:
        nonlocal highest
        if tells(messages):
            highest = max(highest, int(dict(messages[-1].headers)["ce_sequence"]))
        else:
            promises.append((json.loads(messages[0].value)["sequence"], highest))

    promises: list[tuple[int, int]] = []
    bus = HookedBus(notebook.bus, before=compare)
    writing = asyncio.create_task(_write_for(notebook.database, seconds=1.2))
    async with running(relay(notebook.database, bus)):
        await writing
        await eventually(lambda: _true(len(promises) >= 3))
    assert all(promised <= sent for promised, sent in promises)


async def _true(value: bool) -> bool:
    return value


async def _write_for(database: Database, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        await write(database, 3)


async def test_heartbeats_go_on_while_there_is_always_something_to_publish(notebook: Runtime) -> None:
    """The next event is there before the last one is acknowledged, again and again."""
    beats: list[float] = []

    async def write_more(messages: Sequence[Message]) -> None:
        if tells(messages):
            await write(notebook.database)
        else:
            beats.append(time.monotonic())

    bus = HookedBus(notebook.bus, before=write_more)
    await write(notebook.database)
    async with running(relay(notebook.database, bus)):
        await eventually(lambda: _true(len(beats) >= 4), within=5)


async def test_heartbeats_say_a_hash_by_which_a_rewritten_ledger_shows(notebook: Runtime) -> None:
    await write(notebook.database, 2)
    async with running(relay(notebook.database, notebook.bus)):
        await eventually(lambda: beats_after(notebook, 2))
    _, beats = await published(notebook.bus)
    assert beats[-1].hash == (await rows(notebook.database))[-1].hash.hex()


async def test_a_relay_that_finds_no_free_connection_tries_again(
    notebook: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = Database(notebook.database.url, name="narrow", pool_size=1, pool_timeout=0.05)
    await write(notebook.database)
    async with running(relay(narrow, notebook.bus)):
        async with narrow.engine.connect() as held:
            await held.execute(text("SELECT 1"))
            await asyncio.sleep(0.3)
        await until_published(notebook, [1])
    await narrow.close()


async def test_the_services_role_may_not_forge_the_head(notebook: Runtime) -> None:
    with pytest.raises(DBAPIError):
        async with notebook.database.transaction() as tx:
            await tx.execute(text("UPDATE chassis.ledger_head SET time = now()"))
