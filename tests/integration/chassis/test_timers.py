"""Timers: a deadline is met once, late if it must be, and never lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from chassis import timers
from chassis.base.tables import timer
from chassis.database import Database, Transaction
from chassis.process.runtime import Runtime
from chassis.testing import eventually
from chassis.timers import Due, Timers
from tests.support.chassis.notebook import notes
from tests.support.chassis.notebook.tables import reminder

PAST = datetime(2020, 1, 1, tzinfo=UTC)
HANDLERS = {notes.REMINDER: notes.give_reminder}


async def schedule(
    database: Database, *subjects: str, at: datetime = PAST, kind: str = notes.REMINDER
) -> None:
    async with database.transaction() as tx:
        for subject in subjects:
            await timers.schedule(tx, kind, subject, at)


async def schedule_and_fail(database: Database) -> None:
    async with database.transaction() as tx:
        await notes.remind(tx, "note", PAST)
        raise RuntimeError


async def given(database: Database) -> list[str]:
    async with database.reading() as session:
        return list(
            (await session.execute(select(reminder.c.subject).order_by(reminder.c.subject))).scalars()
        )


async def stored(database: Database, subject: str) -> Any:
    async with database.reading() as session:
        return (await session.execute(select(timer).where(timer.c.subject == subject))).one_or_none()


async def now(database: Database) -> datetime:
    async with database.reading() as session:
        moment: datetime = (await session.execute(text("SELECT clock_timestamp()"))).scalar_one()
        return moment


async def fire_all(worker: Timers) -> int:
    fired = 0
    while await worker.fire_next():
        fired += 1
    return fired


async def test_each_timer_fires_once_although_eight_workers_try(notebook: Runtime) -> None:
    subjects = [f"note-{number:03}" for number in range(60)]
    await schedule(notebook.database, *subjects)
    await asyncio.gather(*(fire_all(Timers(notebook.database, HANDLERS)) for _ in range(8)))
    assert await given(notebook.database) == subjects


async def test_a_worker_does_not_wait_for_a_timer_that_another_one_is_firing(notebook: Runtime) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def be_slow(tx: Transaction, due: Due) -> None:
        begun.set()
        await go_on.wait()

    await schedule(notebook.database, "slow", kind="slow")
    slow = asyncio.create_task(fire_all(Timers(notebook.database, {"slow": be_slow})))
    await begun.wait()
    await schedule(notebook.database, "quick", at=PAST + timedelta(days=1))
    other = Timers(notebook.database, {"slow": be_slow, **HANDLERS})
    assert await asyncio.wait_for(fire_all(other), 5) == 1
    go_on.set()
    assert await slow == 1


async def test_what_became_due_during_downtime_fires_late_in_the_order_of_the_deadlines(
    notebook: Runtime,
) -> None:
    fired: list[str] = []

    async def note_order(tx: Transaction, due: Due) -> None:
        fired.append(due.subject)

    for number in (3, 1, 2):
        await schedule(notebook.database, f"note-{number}", at=PAST + timedelta(days=number))
    await fire_all(Timers(notebook.database, {notes.REMINDER: note_order}))
    assert fired == ["note-1", "note-2", "note-3"]


async def test_a_timer_does_not_fire_before_its_time(notebook: Runtime) -> None:
    await schedule(notebook.database, "early", at=await now(notebook.database) + timedelta(hours=1))
    assert await fire_all(Timers(notebook.database, HANDLERS)) == 0


async def test_a_timer_fires_within_50_ms_of_its_time_without_being_polled(notebook: Runtime) -> None:
    worker = Timers(notebook.database, HANDLERS)
    running = asyncio.create_task(worker.run())
    try:
        for attempt in range(3):
            due = await now(notebook.database) + timedelta(milliseconds=150)
            await schedule(notebook.database, f"note-{attempt}", at=due)
            worker.woken.set()
            await eventually(partial(_fired, notebook.database, attempt + 1), every=0.003)
        async with notebook.database.reading() as session:
            late = "SELECT min(fired_at - due_at) FROM chassis.timer"
            least: timedelta = (await session.execute(text(late))).scalar_one()
            early = "SELECT bool_or(fired_at < due_at) FROM chassis.timer"
            assert not (await session.execute(text(early))).scalar_one()
        assert least < timedelta(milliseconds=50)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _fired(database: Database, wanted: int) -> bool:
    return len(await given(database)) == wanted


@pytest.mark.parametrize("in_sql", [False, True])
async def test_a_handler_that_fails_leaves_nothing_and_is_tried_again_later_and_later(
    notebook: Runtime, in_sql: bool
) -> None:
    async def fail(tx: Transaction, due: Due) -> None:
        await tx.execute(insert(reminder).values(subject=due.subject))
        await tx.execute(text("SELECT 1 / 0" if in_sql else "SELECT 1"))
        raise OSError("no such file")

    failing = Timers(notebook.database, {notes.REMINDER: fail})
    await schedule(notebook.database, "note")
    pauses = []
    for _ in range(3):
        assert await failing.fire_next()
        assert not await failing.fire_next()
        row = await stored(notebook.database, "note")
        pauses.append((row.retry_at - await now(notebook.database)).total_seconds())
        async with notebook.database.transaction() as tx:
            await tx.execute(timer.update().values(retry_at=PAST))
    assert await given(notebook.database) == []
    doubled = zip(pauses, (2, 4, 8), strict=True)
    assert all(0.7 * whole < pause <= 1.25 * whole for pause, whole in doubled), pauses
    assert row.attempts == 3
    assert "division by zero" in row.last_error if in_sql else row.last_error == "OSError: no such file"

    assert await fire_all(Timers(notebook.database, HANDLERS)) == 1
    assert await given(notebook.database) == ["note"]


async def test_a_timer_that_keeps_failing_does_not_hold_up_the_others(notebook: Runtime) -> None:
    async def fail(tx: Transaction, due: Due) -> None:
        await tx.execute(text("SELECT 1 / 0"))

    await schedule(notebook.database, "bad", kind="bad")
    await schedule(notebook.database, "good", at=PAST + timedelta(days=1))
    running = asyncio.create_task(Timers(notebook.database, {"bad": fail, **HANDLERS}).run())
    try:
        await eventually(lambda: _fired(notebook.database, 1), within=5)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_timer_that_has_failed_too_often_is_set_aside_whatever_the_error(
    notebook: Runtime,
) -> None:
    async def fail(tx: Transaction, due: Due) -> None:
        raise RuntimeError("\x00\ud800")

    await schedule(notebook.database, "note")
    async with notebook.database.transaction() as tx:
        await tx.execute(timer.update().values(attempts=10_000))
    failing = Timers(notebook.database, {notes.REMINDER: fail})
    assert await failing.fire_next()
    row = await stored(notebook.database, "note")
    assert row.attempts == 10_001
    assert row.set_aside_at is not None
    assert not await failing.fire_next()


async def test_a_moved_timer_fires_at_its_new_time_only(notebook: Runtime) -> None:
    await schedule(notebook.database, "note")
    await schedule(notebook.database, "note", at=await now(notebook.database) + timedelta(hours=1))
    assert await fire_all(Timers(notebook.database, HANDLERS)) == 0
    await schedule(notebook.database, "note", at=PAST)
    assert await fire_all(Timers(notebook.database, HANDLERS)) == 1


async def test_moving_a_timer_that_has_failed_lets_it_fire_at_its_new_time(notebook: Runtime) -> None:
    await schedule(notebook.database, "note")
    async with notebook.database.transaction() as tx:
        later = await now(notebook.database) + timedelta(hours=1)
        await tx.execute(timer.update().values(retry_at=later, attempts=7))
    await schedule(notebook.database, "note")
    assert await fire_all(Timers(notebook.database, HANDLERS)) == 1


async def test_a_timer_that_has_fired_is_not_scheduled_again(notebook: Runtime) -> None:
    await schedule(notebook.database, "note")
    await fire_all(Timers(notebook.database, HANDLERS))
    await schedule(notebook.database, "note", at=PAST + timedelta(days=1))
    assert await fire_all(Timers(notebook.database, HANDLERS)) == 0
    assert (await stored(notebook.database, "note")).due_at == PAST


async def test_a_cancelled_timer_never_fires(notebook: Runtime) -> None:
    await schedule(notebook.database, "note", "other")
    async with notebook.database.transaction() as tx:
        await timers.cancel(tx, notes.REMINDER, "note")
    await fire_all(Timers(notebook.database, HANDLERS))
    assert await given(notebook.database) == ["other"]


async def test_a_timer_that_did_what_earlier_ones_wanted_takes_their_place(notebook: Runtime) -> None:
    async def do_all(tx: Transaction, due: Due) -> None:
        await timers.supersede(tx, due)

    async def fail(tx: Transaction, due: Due) -> None:
        raise RuntimeError

    await schedule(notebook.database, "first")
    assert await Timers(notebook.database, {notes.REMINDER: fail}).fire_next()
    await schedule(notebook.database, "second", at=PAST + timedelta(days=1))
    await schedule(notebook.database, "other", kind="other")
    assert await fire_all(Timers(notebook.database, {notes.REMINDER: do_all})) == 1
    assert await stored(notebook.database, "first") is None
    assert (await stored(notebook.database, "second")).fired_at is not None
    assert (await stored(notebook.database, "other")).fired_at is None


async def test_a_timer_that_failed_is_known_as_one_that_is_tried_again_until_it_fires(
    notebook: Runtime,
) -> None:
    async def is_retrying() -> bool:
        async with notebook.database.transaction() as tx:
            return await timers.is_retrying(tx, notes.REMINDER)

    async def fail(tx: Transaction, due: Due) -> None:
        raise RuntimeError

    await schedule(notebook.database, "note")
    assert not await is_retrying()
    await Timers(notebook.database, {notes.REMINDER: fail}).fire_next()
    assert await is_retrying()
    await schedule(notebook.database, "note")
    await fire_all(Timers(notebook.database, HANDLERS))
    assert not await is_retrying()


async def test_scheduling_that_is_rolled_back_never_fires(notebook: Runtime) -> None:
    with pytest.raises(RuntimeError):
        await schedule_and_fail(notebook.database)
    assert await fire_all(Timers(notebook.database, HANDLERS)) == 0


async def test_a_crash_while_firing_leaves_the_timer_to_the_next_worker(notebook: Runtime) -> None:
    async def crash(tx: Transaction, due: Due) -> None:
        await notes.give_reminder(tx, due)
        raise asyncio.CancelledError

    await schedule(notebook.database, "note")
    with pytest.raises(asyncio.CancelledError):
        await Timers(notebook.database, {notes.REMINDER: crash}).fire_next()
    assert await fire_all(Timers(notebook.database, HANDLERS)) == 1
    assert await given(notebook.database) == ["note"]


async def test_timers_of_another_kind_are_left_to_those_who_know_them(notebook: Runtime) -> None:
    await schedule(notebook.database, "note", kind="unknown")
    assert await fire_all(Timers(notebook.database, HANDLERS)) == 0
    assert (await stored(notebook.database, "note")).attempts == 0
