"""Subscriptions: whatever comes twice, late or broken, each event has its effect exactly once."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import pytest
from sqlalchemy import text

from chassis.bus import BusError, TopicPartition
from chassis.database import Database, Transaction
from chassis.messaging.event_router import EventRouter, Received
from chassis.messaging.inbox import MovedError
from chassis.process.runtime import Runtime
from tests.support.chassis.arrivals import (
    TOPIC,
    beats,
    buried,
    covered,
    events,
    kept,
    resume,
    subscription,
)
from tests.support.chassis.notebook.events import NoteWritten
from tests.support.chassis.notebook.received import WrittenNote, keep
from tests.support.chassis.refusals import refusing

PARTITION = TopicPartition(TOPIC, 0)


async def test_what_is_delivered_twice_has_one_effect(notebook: Runtime) -> None:
    member = subscription(notebook.database, notebook.bus)
    await member.take(events(1, 2, 3))
    await member.take(events(1, 2, 3, first=3))
    await member.take(events(3, 3, 4, first=6))
    assert await kept(notebook.database) == {1: 1, 2: 1, 3: 1, 4: 1}


async def test_what_is_delivered_again_after_a_heartbeat_has_no_effect(notebook: Runtime) -> None:
    """Below the watermark no single sequence is kept any more."""
    member = subscription(notebook.database, notebook.bus)
    await member.take(events(1, 2, 3))
    await member.take_heartbeats(beats(3))
    await member.take(events(1, 2, 3, first=3))
    assert await kept(notebook.database) == {1: 1, 2: 1, 3: 1}
    async with notebook.database.reading() as session:
        left = await session.execute(text("SELECT count(*) FROM chassis.inbox"))
        assert left.scalar_one() == 0


async def test_what_an_earlier_release_did_not_read_is_kept_when_its_source_is_replayed(
    notebook: Runtime,
) -> None:
    earlier = subscription(notebook.database, notebook.bus, handlers=EventRouter())
    await earlier.take(events(1, 2))
    await earlier.take_heartbeats(beats(2))
    await earlier.take(events(3, first=2))
    handlers = EventRouter()
    handlers.on(NoteWritten.event_type, WrittenNote, repeatable=True)(keep)
    later = subscription(notebook.database, notebook.bus, handlers=handlers)
    await resume(later)
    await later.take(events(1, 2, 3, 4, first=3))
    assert await kept(notebook.database) == {1: 1, 2: 1, 3: 1, 4: 1}


async def test_a_crash_between_effect_and_checkpoint_undoes_both(notebook: Runtime) -> None:
    handlers, _ = refusing()
    crashing = subscription(notebook.database, notebook.bus, patience=60, handlers=handlers)
    taking = asyncio.create_task(crashing.take(events(1)))
    await asyncio.sleep(0)
    taking.cancel()
    await asyncio.gather(taking, return_exceptions=True)
    assert await kept(notebook.database) == {}

    successor = subscription(notebook.database, notebook.bus)
    await resume(successor)
    await successor.take(events(1))
    assert await kept(notebook.database) == {1: 1}


async def test_a_handler_that_fails_for_a_while_is_tried_again_and_its_attempts_leave_nothing(
    notebook: Runtime,
) -> None:
    handlers, failed = refusing(failures=3)
    member = subscription(notebook.database, notebook.bus, patience=30, handlers=handlers)
    await member.take(events(1))
    assert len(failed) == 3
    assert await kept(notebook.database) == {1: 1}
    assert await buried(notebook.database) == []


async def test_an_event_is_not_to_blame_for_a_connection_that_was_lost(notebook: Runtime) -> None:
    """Even when patience is over and the database is back at once."""
    handlers, lost = EventRouter(), list[int]()

    @handlers.on("compact.note.written.v1", WrittenNote)
    async def lose_connection(tx: Transaction, notes: Sequence[Received[WrittenNote]]) -> None:
        await keep(tx, notes)
        if not lost:
            lost.append(len(notes))
            await tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    member = subscription(notebook.database, notebook.bus, handlers=handlers)
    with pytest.raises(BusError):
        await member.take(events(1))
    assert await buried(notebook.database) == []
    await member.take(events(1))
    assert await kept(notebook.database) == {1: 1}


async def test_a_member_that_was_overtaken_applies_nothing(notebook: Runtime) -> None:
    slow, quick = (subscription(notebook.database, notebook.bus) for _ in range(2))
    await resume(slow)
    await resume(quick)
    await quick.take(events(1, 2))
    with pytest.raises(MovedError):
        await slow.take(events(1, 2, 3))
    assert await kept(notebook.database) == {1: 1, 2: 1}

    await resume(slow)
    await slow.take(events(3, first=2))
    with pytest.raises(MovedError):
        await quick.take(events(3, first=2))
    assert await kept(notebook.database) == {1: 1, 2: 1, 3: 1}


async def test_of_two_members_that_take_the_same_batch_at_once_one_has_the_effect(notebook: Runtime) -> None:
    members = [subscription(notebook.database, notebook.bus) for _ in range(4)]
    for member in members:
        await resume(member)
    outcomes = await asyncio.gather(
        *(member.take(events(1, 2, 3)) for member in members), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["MovedError"] * 3 + ["NoneType"]
    assert await kept(notebook.database) == {1: 1, 2: 1, 3: 1}


async def test_partitions_that_arrive_at_once_do_not_get_into_each_others_way(notebook: Runtime) -> None:
    """After a change of the partition count the same event may come on two of them."""
    members = [subscription(notebook.database, notebook.bus) for _ in range(4)]
    for number, member in enumerate(members):
        await resume(member, partitions=number + 1)
    sequences = range(1, 101)
    await asyncio.gather(
        *(member.take(events(*sequences, partition=number)) for number, member in enumerate(members))
    )
    assert await kept(notebook.database) == dict.fromkeys(sequences, 1)


async def test_events_of_a_source_that_is_not_subscribed_to_are_left_alone(notebook: Runtime) -> None:
    member = subscription(notebook.database, notebook.bus)
    member.sources = ["registry"]
    await member.take(events(1))
    await member.take_heartbeats(beats(1))
    assert await kept(notebook.database) == {}
    assert await covered(notebook.database) is None


async def test_a_heartbeat_that_overtakes_its_events_covers_nothing_until_they_are_there(
    notebook: Runtime,
) -> None:
    member = subscription(notebook.database, notebook.bus)
    await member.take_heartbeats(beats(2))
    assert await covered(notebook.database) is None
    await member.take(events(2))
    await member.take_heartbeats(beats(2, first=1))
    assert await covered(notebook.database) is None
    await member.take(events(1, first=1))
    await member.take_heartbeats(beats(2, first=2))
    assert await covered(notebook.database) == 2


async def test_what_waits_for_complete_sources_is_woken_by_each_heartbeat(notebook: Runtime) -> None:
    woken: list[str] = []
    member = subscription(notebook.database, notebook.bus, on_progress=[lambda: woken.append("work")])
    await member.take(events(1))
    before = len(woken)
    await member.take_heartbeats(beats(1))
    await member.take_heartbeats(beats(1, first=1))
    assert len(woken) - before == 2
    assert await covered(notebook.database) == 1


async def test_a_reader_resumes_where_it_was(notebook: Runtime, owner: Database) -> None:
    member = subscription(notebook.database, notebook.bus)
    await member.take(events(1, 2, 3))
    again = subscription(notebook.database, notebook.bus)
    await resume(again)
    await again.take(events(4, first=3))
    assert await kept(notebook.database) == {1: 1, 2: 1, 3: 1, 4: 1}


async def test_a_checkpoint_of_another_incarnation_counts_for_nothing(notebook: Runtime) -> None:
    member = subscription(notebook.database, notebook.bus)
    await resume(member)
    await member.take(events(1, 2, 3))
    assert (await resume(member))[PARTITION] == 3

    anew = uuid4()
    assert await resume(member, incarnation=anew) == {}
    await member.take(events(1, 2))
    assert (await resume(member, incarnation=anew))[PARTITION] == 2
    await member.take(events(3, 4, first=2))
    assert await kept(notebook.database) == {1: 1, 2: 1, 3: 1, 4: 1}


async def test_a_checkpoint_of_before_incarnations_is_believed(notebook: Runtime) -> None:
    former = subscription(notebook.database, notebook.bus)
    await former.take(events(1, 2, 3))  # it was told no incarnation
    member = subscription(notebook.database, notebook.bus)
    assert (await resume(member))[PARTITION] == 3
    await member.take(events(4, first=3))
    assert await resume(member, incarnation=uuid4()) == {}


async def test_a_member_that_still_reads_the_former_incarnation_is_overtaken(notebook: Runtime) -> None:
    """Even when both stand at the same offset."""
    slow, quick = (subscription(notebook.database, notebook.bus) for _ in range(2))
    await resume(slow)
    await slow.take(events(1, 2))
    await resume(quick, incarnation=uuid4())
    await quick.take(events(1, 2))
    with pytest.raises(MovedError):
        await slow.take(events(3, first=2))
    assert await kept(notebook.database) == {1: 1, 2: 1}
