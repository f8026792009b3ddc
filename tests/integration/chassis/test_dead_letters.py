"""Dead letters: what cannot be applied is set aside alone, and applied once the fault is repaired."""

import asyncio
import json
from collections.abc import Sequence
from uuid import uuid4

import pytest
from sqlalchemy import text

from chassis.bus import Record
from chassis.database import Transaction
from chassis.ledger.events import encode
from chassis.messaging import dead_letters
from chassis.messaging.event_router import EventRouter, Received
from chassis.process.runtime import Runtime
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
from tests.support.chassis.ledgers import rows
from tests.support.chassis.notebook.received import POISON, RefusedError, WrittenNote
from tests.support.chassis.refusals import refusing

BROKEN = {
    "no bytes": {"value": b"", "headers": ()},
    "no value": {"value": None, "headers": ()},
    "no JSON": {"value": b"{"},
    "no object": {"value": b"[]"},
    "no text": {"value": b"\xff\xfe\xff"},
    "deep JSON": {"value": b"[" * 100_000},
    "another data": {"value": b'{"text": 1}'},
    "a key twice": {"value": b'{"text": "a", "text": "b"}'},
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
    await asyncio.wait_for(member.take(batch), 20)
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
        ("ce_time", b"0001-01-01T00:00:00Z"),
        ("ce_time", b"9999-12-31T23:59:59.999999Z"),
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
        {"time": "0001-01-01T00:00:00Z"},
        {"time": "9999-12-31T23:59:59.999999Z"},
        {"time": "9999-12-31T23:59:59-14:00"},
        {"time": "infinity"},
        {"source": "\ud800"},
        {"source": None},
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


@pytest.mark.parametrize(
    "statement",
    ["SELECT CAST(:value AS integer)", "SELECT CAST(:value AS bigint) / 0", "SELECT CAST(:value AS text)"],
)
async def test_nobody_waits_for_values_that_the_database_or_its_driver_refuses(
    notebook: Runtime, statement: str
) -> None:
    handlers = EventRouter()

    @handlers.on("compact.note.written.v1", WrittenNote)
    async def refuse(tx: Transaction, _: Sequence[Received[WrittenNote]]) -> None:
        await tx.execute(text(statement), {"value": 2**40})

    member = subscription(notebook.database, notebook.bus, patience=60, handlers=handlers)
    await asyncio.wait_for(member.take(events(1)), 20)
    assert len(await buried(notebook.database)) == 1


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


async def test_a_record_at_the_same_offset_of_a_topic_made_anew_is_a_dead_letter_of_its_own(
    notebook: Runtime,
) -> None:
    member = subscription(notebook.database, notebook.bus)
    for incarnation, value in ((uuid4(), b"{"), (uuid4(), b"[")):
        await resume(member, incarnation=incarnation)
        await member.take(spoilt(events(1, 2, 3), 1, value=value))
    assert [(letter.offset, letter.value) for letter in await buried(notebook.database)] == [
        (1, b"{"),
        (1, b"["),
    ]


async def test_a_record_that_comes_again_is_one_dead_letter(notebook: Runtime) -> None:
    for _ in range(2):
        member = subscription(notebook.database, notebook.bus)
        await resume(member)
        await member.take(spoilt(events(1, 2, 3), 1, value=b"{"))
    assert len(await buried(notebook.database)) == 1


async def test_replaying_dead_letters_after_a_repair_closes_the_gap(notebook: Runtime) -> None:
    handlers, _ = refusing()
    broken = subscription(notebook.database, notebook.bus, handlers=handlers)
    await broken.take(events(1, 2))
    await broken.take_heartbeats(beats(2))
    assert await dead_letters.replay(notebook.database, broken.apply_again) == []
    assert len(await buried(notebook.database)) == 2
    assert await covered(notebook.database) is None

    repaired = subscription(notebook.database, notebook.bus)
    await resume(repaired)
    assert len(await dead_letters.replay(notebook.database, repaired.apply_again)) == 2
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
    await dead_letters.replay(notebook.database, repaired.apply_again)
    assert await kept(notebook.database) == {1: 1}
    assert await buried(notebook.database) == []


async def test_a_dead_letter_whose_error_cannot_be_stored_stays_where_it_is(notebook: Runtime) -> None:
    handlers, _ = refusing()
    broken = subscription(notebook.database, notebook.bus, handlers=handlers)
    await broken.take(events(1, 2))

    async def fail(tx: Transaction, record: Record) -> None:
        raise RefusedError("\x00\ud800")

    assert await dead_letters.replay(notebook.database, fail) == []
    assert len(await buried(notebook.database)) == 2


async def test_a_dead_letter_that_is_given_up_keeps_nobody_waiting_and_is_noted(notebook: Runtime) -> None:
    handlers, _ = refusing()
    broken = subscription(notebook.database, notebook.bus, handlers=handlers)
    await broken.take(events(1))
    letter = (await buried(notebook.database))[0]
    async with notebook.database.transaction() as tx:
        assert await dead_letters.discard(tx, letter.id, "its sender is gone")
    async with notebook.database.transaction() as tx:
        assert not await dead_letters.discard(tx, letter.id, "again")
    assert await buried(notebook.database) == []
    assert await kept(notebook.database) == {}
    await broken.take_heartbeats(beats(1))
    assert await covered(notebook.database) == 1
    noted = (await rows(notebook.database))[-1]
    assert (noted.type, noted.sequence) == ("compact.dead-letter.discarded.v1", None)
    assert "its sender is gone" in noted.data


async def test_bytes_that_say_nothing_can_be_given_up(notebook: Runtime) -> None:
    await subscription(notebook.database, notebook.bus).take(spoilt(events(1, 2), 1, value=b"{"))
    letter = (await buried(notebook.database))[0]
    async with notebook.database.transaction() as tx:
        assert await dead_letters.discard(tx, letter.id, "no event")
    assert await buried(notebook.database) == []
