"""Waking the relay: what is committed is published at once, and again when an operator asks for it."""

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.bus import Message
from chassis.database import Database
from chassis.database.notifications import Notifier
from chassis.messaging import relay as relaying
from chassis.process.runtime import Runtime
from chassis.testing import eventually
from tests.support.chassis.ledgers import rows
from tests.support.chassis.publishing import beats_after, until_published, write
from tests.support.chassis.relays import HookedBus, published, relay, running, tells


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


async def test_a_redacted_event_is_replayed_without_its_data(notebook: Runtime, owner: Database) -> None:
    await write(notebook.database, 2)
    event = (await rows(notebook.database))[0]
    async with owner.transaction() as tx:
        await tx.execute(text("SELECT chassis.ledger_redact(:id)"), {"id": event.id})
    async with running(relay(notebook.database, notebook.bus)):
        await until_published(notebook, [1, 2])
    events, _ = await published(notebook.bus)
    assert [event.data is None for event in events] == [True, False]
