"""Working queues off: each item in a transaction of its own, so that one that fails stops no other."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Final

import structlog

from chassis.base.failures import DATABASE_FAULTS, described
from chassis.base.identifiers import new_id
from chassis.base.waking import woken_or_after
from chassis.database import Database
from chassis.ledger import Origin
from chassis.queues import store
from chassis.queues.queue import Claimed, Work
from chassis.queues.rules import MOST_ATTEMPTS, counts

log = structlog.get_logger(__name__)

LONGEST_SLEEP: Final = 1.0
"""Seconds: what nobody is woken for is found by then."""
LONGEST_INTERRUPTION: Final = 15.0


async def work_next(database: Database, work: Work[Any]) -> bool:
    """Work off the next item, or put it off when it fails; returns whether there was one."""
    item: Claimed[Any] | None = None
    try:
        with ExitStack() as spans:  # which end after the commit
            async with database.transaction(Origin(work.name, str(new_id()))) as tx:
                item = await work.claim(tx)
                if item is None:
                    return False
                span = spans.enter_context(work.span(item.content))
                tx.origin = replace(tx.origin, traceparent=span.traceparent)
                await work.apply(tx, item.content)
                await store.finish(tx, item)
    except Exception as error:
        if item is None:  # the database, and no item
            raise
        await _put_off(database, item, error)
    return True


async def _put_off(database: Database, item: Claimed[Any], error: Exception) -> None:
    is_try = counts(error)
    async with database.transaction() as tx:
        attempts = await store.put_off(tx, item, described(error), counts=is_try)
        is_over = is_try and attempts is not None and attempts >= MOST_ATTEMPTS
        if is_over and item.queue.on_set_aside is not None:
            await item.queue.on_set_aside(tx, item.subject)
    about = {"queue": item.queue.name, "subject": item.subject, "attempts": attempts}
    if is_over:
        log.error("work set aside; see the verb `queues`", error=described(error)[:500], **about)
    elif is_try and attempts == 1:
        log.error("work failed; it will be tried again", exc_info=error, **about)
    else:
        log.warning("work failed again" if is_try else "work waits", error=described(error)[:500], **about)


async def keep_going(name: str, work_off: Callable[[], Awaitable[None]]) -> None:
    """Call `work_off` until cancelled; after a fault of the database pause, longer each time."""
    pause = LONGEST_SLEEP
    while True:
        try:
            await work_off()
            pause = LONGEST_SLEEP
        except DATABASE_FAULTS as error:
            log.warning("work interrupted", part=name, error=described(error)[:300], pause=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_INTERRUPTION)


class QueueWorker:
    """Works off the queues that a service declares; run it in every replica."""

    def __init__(self, database: Database, works: Sequence[Work[Any]]) -> None:
        self._database, self._works = database, works
        self.woken = asyncio.Event()
        """Set it when there may be something to do."""

    async def run(self) -> None:
        """Work until cancelled; go on after any fault of the database."""
        await keep_going("queues", self._round)

    async def work_off(self) -> None:
        """Work off everything whose turn it is."""
        for work in self._works:
            while await work_next(self._database, work):
                pass

    async def _round(self) -> None:
        self.woken.clear()
        await self.work_off()
        await woken_or_after(self.woken, LONGEST_SLEEP)
