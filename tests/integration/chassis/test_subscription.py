"""Subscriptions: whatever comes twice, late or broken, each event has its effect exactly once."""

import asyncio
import json
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from chassis import deadletters
from chassis.bus import Record
from chassis.database import Database, Transaction
from chassis.events import encode
from chassis.inbox import MovedError
from chassis.reception import Received, Reception
from chassis.runtime import Runtime
from tests.support.chassis.arrivals import (
    arrived,
    beats,
    buried,
    covered,
    event,
    events,
    kept,
    resume,
    spoilt,
    subscription,
    watermark,
)
from tests.support.chassis.notebook.received import POISON, RefusedError, WrittenNote, keep


def refusing(*, failures: int | None = None) -> tuple[Reception, list[int]]:
    """Handlers that keep notes, and fail after having kept them, `failures` times or always."""
    handlers, failed = Reception(), list[int]()

    @handlers.on("compact.note.written.v1", WrittenNote)
    async def keep_and_fail(tx: Transaction, notes: Sequence[Received[WrittenNote]]) -> None:
        await keep(tx, notes)
        if failures is None or len(failed) < failures:
            failed.append(len(notes))
            raise RefusedError

    return handlers, failed


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


BROKEN = {
    "no bytes": {"value": b"", "headers": ()},
    "no value": {"value": None, "headers": ()},
    "no JSON": {"value": b"{"},
    "no object": {"value": b"[]"},
    "no text": {"value": b"\xff\xfe\xff"},
    "deep JSON": {"value": b"[" * 100_000},
    "another data": {"value": b'{"text": 1}'},
    "NUL in a header's name": {"value": b"{", "headers": (("a\x00b", b"\x00"),)},
    "NUL in the error": {
        "value": b'{"specversion": "\\u0000"}',
        "headers": (("content-type", b"application/cloudevents+json"),),
    },
    "half a character in the error": {
        "value": b'{"specversion": "\\ud800"}',
        "headers": (("content-type", b"application/cloudevents+json"),),
    },
    "a header that is no text": {"value": b"{}", "headers": (("ce_specversion", b"\xff"),)},
}


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN.keys())
async def test_a_record_that_says_nothing_becomes_a_dead_letter_and_the_rest_goes_on(
    notebook: Runtime, changes: dict[str, object]
) -> None:
    member = subscription(notebook.database, notebook.bus, patience=30)
    batch = spoilt(events(1, 2, 3), 1, **changes)
    await asyncio.wait_for(member.take(batch), 5)
    assert await kept(notebook.database) == {1: 1, 3: 1}
    assert [letter.offset for letter in await buried(notebook.database)] == [1]
    assert (await buried(notebook.database))[0].value == changes["value"]

    await member.take(events(4, first=3))
    assert await kept(notebook.database) == {1: 1, 3: 1, 4: 1}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_sequence", b"99999999999999999999"),
        ("ce_time", b"0001-01-01T00:00:00+14:00"),
        ("ce_time", b"9999-12-31T23:59:59-14:00"),
        ("ce_time", b"2026-01-01T00:00:00"),
        ("ce_sequence", b"0"),
        ("ce_subject", b"a\x00b"),
    ],
)
async def test_values_that_cannot_be_stored_become_dead_letters(
    notebook: Runtime, name: str, value: bytes
) -> None:
    member = subscription(notebook.database, notebook.bus, patience=0)
    headers = tuple((n, value if n == name else v) for n, v in events(2)[0].headers)
    await member.take(spoilt(events(1, 2, 3), 1, headers=headers))
    assert await kept(notebook.database) == {1: 1, 3: 1}
    assert [letter.offset for letter in await buried(notebook.database)] == [1]


@pytest.mark.parametrize(
    "spoil",
    [
        {"hash": "no hexadecimal"},
        {"sequence": 2**63},
        {"sequence": -1},
        {"time": "2026-05-05T00:00:00"},
        {"time": "0001-01-01T00:00:00+14:00"},
        {"epoch": "none"},
    ],
    ids=str,
)
async def test_a_heartbeat_that_says_nothing_becomes_a_dead_letter(
    notebook: Runtime, spoil: dict[str, object]
) -> None:
    member = subscription(notebook.database, notebook.bus)
    await member.take(events(1, 2))
    batch = beats(1, 2, 2)
    said = json.dumps({**json.loads(batch[1].value or b""), **spoil}).encode()
    await member.take_heartbeats(spoilt(batch, 1, value=said))
    assert [letter.offset for letter in await buried(notebook.database)] == [1]
    assert await covered(notebook.database) == 2


async def test_only_the_event_that_cannot_be_handled_is_set_aside_and_coverage_stops_before_it(
    notebook: Runtime,
) -> None:
    member = subscription(notebook.database, notebook.bus)
    batch = events(1, 2, 3)
    batch[1] = arrived(encode(event(2, POISON)), 1)
    await member.take(batch)
    await member.take_heartbeats(beats(1, 3))
    assert await kept(notebook.database) == {1: 1, 3: 1}
    assert await watermark(notebook.database) == 1
    assert await covered(notebook.database) == 1
    letter = (await buried(notebook.database))[0]
    assert letter.offset == 1
    assert "RefusedError" in letter.error


async def test_replaying_dead_letters_after_a_repair_closes_the_gap(notebook: Runtime) -> None:
    handlers, _ = refusing()
    broken = subscription(notebook.database, notebook.bus, handlers=handlers)
    await broken.take(events(1, 2))
    await broken.take_heartbeats(beats(2))
    assert await deadletters.replay(notebook.database, broken.apply_again) == []
    assert len(await buried(notebook.database)) == 2
    assert await covered(notebook.database) is None

    repaired = subscription(notebook.database, notebook.bus)
    await resume(repaired)
    assert len(await deadletters.replay(notebook.database, repaired.apply_again)) == 2
    assert await buried(notebook.database) == []
    assert await kept(notebook.database) == {1: 1, 2: 1}
    await repaired.take_heartbeats(beats(2, first=1))
    assert await covered(notebook.database) == 2


async def test_a_dead_letter_that_came_again_and_worked_is_not_applied_twice(notebook: Runtime) -> None:
    handlers, _ = refusing()
    broken = subscription(notebook.database, notebook.bus, handlers=handlers)
    await broken.take(events(1))
    repaired = subscription(notebook.database, notebook.bus)
    await resume(repaired)
    await repaired.take(events(1, first=1))
    await deadletters.replay(notebook.database, repaired.apply_again)
    assert await kept(notebook.database) == {1: 1}
    assert await buried(notebook.database) == []


async def test_a_dead_letter_whose_error_cannot_be_stored_stays_where_it_is(notebook: Runtime) -> None:
    handlers, _ = refusing()
    broken = subscription(notebook.database, notebook.bus, handlers=handlers)
    await broken.take(events(1, 2))

    async def fail(tx: Transaction, record: Record) -> None:
        raise RefusedError("\x00\ud800")

    assert await deadletters.replay(notebook.database, fail) == []
    assert len(await buried(notebook.database)) == 2


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


async def test_what_waits_for_complete_sources_may_fail_without_stopping_the_reader(
    notebook: Runtime,
) -> None:
    calls: list[int] = []

    async def fail(tx: Transaction) -> None:
        calls.append(len(calls))
        raise RefusedError

    async def fail_in_sql(tx: Transaction) -> None:
        await tx.execute(text("SELECT 1 / 0"))

    async def succeed(tx: Transaction) -> None:
        calls.append(-1)

    member = subscription(notebook.database, notebook.bus, on_progress=[fail, fail_in_sql, succeed])
    await member.take(events(1))
    await member.take_heartbeats(beats(1))
    await member.take_heartbeats(beats(1, first=1))
    assert calls == [0, -1, 2, -1]
    assert await covered(notebook.database) == 1


async def test_a_reader_resumes_where_it_was(notebook: Runtime, owner: Database) -> None:
    member = subscription(notebook.database, notebook.bus)
    await member.take(events(1, 2, 3))
    again = subscription(notebook.database, notebook.bus)
    await resume(again)
    await again.take(events(4, first=3))
    assert await kept(notebook.database) == {1: 1, 2: 1, 3: 1, 4: 1}
