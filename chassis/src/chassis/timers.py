"""Durable timers: a deadline is a row, claimed when it is due by the database's clock, and fired once.

Downtime delays a timer and never loses or repeats it. The handler's effect and `fired_at` are one
transaction. The timers of each kind are a queue: one that keeps failing is set aside.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from chassis.base.tables import timer
from chassis.base.waking import woken_or_after
from chassis.database import Database, Transaction
from chassis.queues import Claimed, Queue, Work, store
from chassis.queues.queue import Follow
from chassis.queues.working import LONGEST_SLEEP, keep_going, work_next
from chassis.telemetry import tracing
from chassis.telemetry.spans import Kind, Span


@dataclass(frozen=True, slots=True)
class Due:
    """A timer whose time has come."""

    kind: str
    subject: str
    due_at: datetime
    traceparent: str | None = None
    """The W3C trace context of what scheduled it."""


Handler = Callable[[Transaction, Due], Awaitable[None]]


async def schedule(tx: Transaction, kind: str, subject: str, due_at: datetime) -> None:
    """Let the handler of `kind` be called for `subject` at `due_at`; a timer that has not fired is moved."""
    row = {"kind": kind, "subject": subject, "due_at": due_at, "traceparent": tx.origin.traceparent}
    waiting = insert(timer).values(row)
    await tx.execute(
        waiting.on_conflict_do_update(
            index_elements=["kind", "subject"],
            set_={
                "due_at": due_at,
                "traceparent": tx.origin.traceparent,
                "attempts": 0,
                "retry_at": None,
                "set_aside_at": None,
            },
            where=timer.c.fired_at.is_(None),
        )
    )


async def cancel(tx: Transaction, kind: str, subject: str) -> None:
    """Let a timer that has not fired be as if it had never been scheduled."""
    here = (timer.c.kind == kind, timer.c.subject == subject, timer.c.fired_at.is_(None))
    await tx.execute(timer.delete().where(*here))


async def is_retrying(tx: Transaction, kind: str) -> bool:
    """Whether a timer of this kind has failed and is going to be tried again."""
    waits = (timer.c.fired_at.is_(None), timer.c.set_aside_at.is_(None), timer.c.attempts > 0)
    return bool((await tx.execute(select(exists().where(timer.c.kind == kind, *waits)))).scalar_one())


async def supersede(tx: Transaction, due: Due) -> None:
    """Drop the timers of the same kind that were due before: what `due` has done was all that they wanted.

    Those that another worker has taken on are left to it.
    """
    earlier = (timer.c.kind == due.kind, timer.c.fired_at.is_(None), timer.c.due_at < due.due_at)
    free = select(timer.c.subject).where(*earlier).with_for_update(skip_locked=True).cte("free")
    await tx.execute(timer.delete().where(*earlier, timer.c.subject.in_(select(free.c.subject))))


def queue_of(kind: str, on_set_aside: Follow | None = None, on_retry: Follow | None = None) -> Queue:
    """The queue of the timers of one kind."""
    return Queue(kind, timer, ("subject",), "due_at", "fired_at", kind, on_set_aside, on_retry)


class Timers:
    """Fires what is due; run it in every replica."""

    def __init__(
        self, database: Database, handlers: Mapping[str, Handler], queues: Sequence[Queue] = ()
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._queues = {kind: queue_of(kind) for kind in handlers}
        self._queues |= {str(queue.kind): queue for queue in queues if queue.kind in handlers}
        self.work = Work("timer", list(self._queues.values()), self._claim, self._fire, _span)
        self.woken = asyncio.Event()
        """Set it when something was scheduled, so that the sleep is counted anew."""

    async def run(self) -> None:
        """Fire until cancelled; go on after any fault of the database."""
        await keep_going("timers", self._round)

    async def fire_next(self) -> bool:
        """Fire the timer that is due longest; returns whether there was one."""
        return await work_next(self._database, self.work)

    async def _round(self) -> None:
        while await self.fire_next():
            pass
        await self._sleep()

    async def _claim(self, tx: Transaction) -> Claimed[Due] | None:
        row = await store.claim_of_kinds(tx, self.work.queues)
        if row is None:
            return None
        due = Due(row.kind, row.subject, row.due_at, row.traceparent)
        return Claimed(self._queues[row.kind], (row.subject,), due)

    async def _fire(self, tx: Transaction, due: Due) -> None:
        await self._handlers[due.kind](tx, due)

    async def _sleep(self) -> None:
        self.woken.clear()
        async with self._database.reading() as session:
            wait = await store.seconds_until_next(session, self.work.queues)
        seconds = LONGEST_SLEEP if wait is None else min(max(wait, 0.001), LONGEST_SLEEP)
        await woken_or_after(self.woken, seconds)


def _span(due: Due) -> AbstractContextManager[Span]:
    about = {"compact.timer.kind": due.kind, "compact.timer.subject": due.subject}
    return tracing.span(f"fire {due.kind}", kind=Kind.CONSUMER, parent=due.traceparent, attributes=about)
