"""The relay: all that is public reaches the bus in order, and heartbeats promise no more than is there."""

import asyncio
import json
import time
from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from chassis import ledger
from chassis import relay as relaying
from chassis.bus import BusError, Message
from chassis.database import Database
from chassis.relay import DeposedError
from chassis.runtime import Runtime
from chassis.tables import relay_cursor
from chassis.testing import eventually
from chassis.wakeup import Notifier
from tests.support.chassis.ledgers import rows
from tests.support.chassis.notebook import notes
from tests.support.chassis.relays import HookedBus, published, relay, running, sequences, tells


async def write(database: Database, number: int = 1) -> None:
    async with database.transaction() as tx:
        for turn in range(number):
            await notes.write(tx, f"note {turn}", party=f"P{turn % 7}")


async def until_published(notebook: Runtime, wanted: list[int], *, within: float = 10) -> None:
    async def there() -> bool:
        return await sequences(notebook.bus) == wanted

    await eventually(there, within=within)


async def cursor(database: Database) -> int:
    async with database.reading() as session:
        return int((await session.execute(select(relay_cursor.c.sequence))).scalar_one())


async def beats_after(notebook: Runtime, sequence: int) -> bool:
    _, beats = await published(notebook.bus)
    return any(beat.sequence >= sequence for beat in beats)


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
        first = await relaying._open_cursor(connection)
        second = await relaying._open_cursor(connection)
        await relaying._move(connection, second, 3)
        with pytest.raises(DeposedError):
            await relaying._move(connection, first, 2)


async def test_a_cursor_of_a_former_epoch_does_not_move(notebook: Runtime) -> None:
    await write(notebook.database, 3)
    async with notebook.database.engine.begin() as connection:
        former = await relaying._open_cursor(connection)
        await ledger.renew_epoch(connection, force=True)
        await relaying._open_cursor(connection)
        with pytest.raises(DeposedError):
            await relaying._move(connection, former, 3)


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


async def test_a_commit_of_another_process_is_published_within_50_ms(
    notebook: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "HEARTBEAT_EVERY", 3600.0)
    monkeypatch.setattr(relaying, "POLL_EVERY", 3600.0)
    sent = asyncio.Event()

    async def note(messages: Sequence[Message]) -> None:
        if tells(messages):
            sent.set()

    other = Database(notebook.database.url, name="another process", pool_size=2)
    notifying = asyncio.create_task(Notifier(other).run())
    one = relay(notebook.database, HookedBus(notebook.bus, after=note))
    async with running(one):
        await eventually(lambda: beats_after(notebook, 0))
        delays = []
        for _ in range(8):
            sent.clear()
            await write(other)
            committed = time.perf_counter()
            await asyncio.wait_for(sent.wait(), 5)
            delays.append(time.perf_counter() - committed)
    notifying.cancel()
    await asyncio.gather(notifying, return_exceptions=True)
    await other.close()
    assert min(delays) < 0.05


async def test_a_commit_of_this_process_wakes_the_relay(
    notebook: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "HEARTBEAT_EVERY", 3600.0)
    monkeypatch.setattr(relaying, "POLL_EVERY", 3600.0)
    notebook.start_worker()
    await eventually(lambda: beats_after(notebook, 0))
    await write(notebook.database)
    await until_published(notebook, [1])


async def test_a_commit_that_nobody_told_of_is_found_by_polling(notebook: Runtime) -> None:
    silent = Database(notebook.database.url, name="another process", pool_size=2)
    async with running(relay(notebook.database, notebook.bus)):
        await eventually(lambda: beats_after(notebook, 0))
        await write(silent)
        await until_published(notebook, [1], within=2)
    await silent.close()


async def test_replaying_publishes_again_even_when_nothing_new_happens(
    notebook: Runtime, owner: Database
) -> None:
    await write(notebook.database, 4)
    async with running(relay(notebook.database, notebook.bus)):
        await until_published(notebook, [1, 2, 3, 4])
        async with owner.engine.begin() as connection:
            await relaying.rewind(connection, 2)
        await until_published(notebook, [1, 2, 3, 4, 3, 4])
    ids: list[UUID] = [event.id for event in (await published(notebook.bus))[0]]
    assert ids[2:4] == ids[4:]


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


async def test_a_redacted_event_is_replayed_without_its_data(notebook: Runtime, owner: Database) -> None:
    await write(notebook.database, 2)
    event = (await rows(notebook.database))[0]
    async with owner.transaction() as tx:
        await tx.execute(text("SELECT chassis.ledger_redact(:id)"), {"id": event.id})
    async with running(relay(notebook.database, notebook.bus)):
        await until_published(notebook, [1, 2])
    events, _ = await published(notebook.bus)
    assert [event.data is None for event in events] == [True, False]


async def test_the_services_role_may_not_forge_the_head(notebook: Runtime) -> None:
    with pytest.raises(DBAPIError):
        async with notebook.database.transaction() as tx:
            await tx.execute(text("UPDATE chassis.ledger_head SET time = now()"))
