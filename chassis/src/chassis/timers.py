"""Durable timers: a deadline is a row, claimed when it is due by the database's clock, and fired once.

Downtime delays a timer and never loses or repeats it. The handler's effect and `fired_at` are one
transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import func, text, update
from sqlalchemy.dialects.postgresql import insert

from chassis.base.failures import DATABASE_FAULTS, described
from chassis.base.identifiers import new_id
from chassis.base.tables import timer
from chassis.database import Database, Transaction
from chassis.ledger import Origin
from chassis.telemetry import tracing
from chassis.telemetry.spans import Kind, Span

log = structlog.get_logger(__name__)

LONGEST_SLEEP = 1.0
LONGEST_RETRY_PAUSE = 60


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
            set_={"due_at": due_at, "retry_at": None, "traceparent": tx.origin.traceparent},
            where=timer.c.fired_at.is_(None),
        )
    )


async def cancel(tx: Transaction, kind: str, subject: str) -> None:
    """Let a timer that has not fired be as if it had never been scheduled."""
    here = (timer.c.kind == kind, timer.c.subject == subject, timer.c.fired_at.is_(None))
    await tx.execute(timer.delete().where(*here))


_CLAIM = text(
    """
    SELECT kind, subject, due_at, traceparent FROM chassis.timer
    WHERE fired_at IS NULL AND coalesce(retry_at, due_at) <= clock_timestamp() AND kind = ANY(:kinds)
    ORDER BY coalesce(retry_at, due_at) LIMIT 1 FOR UPDATE SKIP LOCKED
    """
)
_WAIT = text(
    """
    SELECT extract(epoch FROM min(coalesce(retry_at, due_at)) - clock_timestamp())::float FROM chassis.timer
    WHERE fired_at IS NULL AND kind = ANY(:kinds)
    """
)
_POSTPONE = text(
    """
    UPDATE chassis.timer SET attempts = attempts + 1, last_error = :error,
        retry_at = clock_timestamp() + make_interval(secs => least(power(2, least(attempts, 10)), :longest))
    WHERE kind = :kind AND subject = :subject AND fired_at IS NULL
    """
)


class Timers:
    """Fires what is due; run it in every replica."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._database = database
        self._handlers = handlers
        self.woken = asyncio.Event()
        """Set it when something was scheduled, so that the sleep is counted anew."""

    async def run(self) -> None:
        """Fire until cancelled; go on after any fault of the database."""
        while True:
            try:
                while await self.fire_next():
                    pass
                await self._sleep()
            except DATABASE_FAULTS as error:
                log.warning("timers interrupted", error=f"{type(error).__name__}: {error}"[:300])
                await asyncio.sleep(LONGEST_SLEEP)

    async def fire_next(self) -> bool:
        """Fire the timer that is due longest; returns whether there was one."""
        due: Due | None = None
        try:
            with ExitStack() as spans:  # which end after the commit
                async with self._database.transaction(Origin("timer", str(new_id()))) as tx:
                    row = (await tx.execute(_CLAIM, {"kinds": list(self._handlers)})).one_or_none()
                    if row is None:
                        return False
                    due = Due(row.kind, row.subject, row.due_at, row.traceparent)
                    fired = spans.enter_context(_span(due))
                    tx.origin = replace(tx.origin, traceparent=fired.traceparent)
                    await self._fire(tx, due)
        except Exception as error:
            if due is None:  # the database, and no handler
                raise
            log.exception("timer failed; it will be tried again", kind=due.kind, subject=due.subject)
            await self._postpone(due, error)
        return True

    async def _fire(self, tx: Transaction, due: Due) -> None:
        await self._handlers[due.kind](tx, due)
        here = (timer.c.kind == due.kind, timer.c.subject == due.subject)
        await tx.execute(update(timer).where(*here).values(fired_at=func.clock_timestamp()))

    async def _postpone(self, due: Due, error: Exception) -> None:
        values: dict[str, Any] = {"kind": due.kind, "subject": due.subject, "longest": LONGEST_RETRY_PAUSE}
        async with self._database.transaction() as tx:
            await tx.execute(_POSTPONE, {**values, "error": described(error)})

    async def _sleep(self) -> None:
        self.woken.clear()
        async with self._database.reading() as session:
            wait = (await session.execute(_WAIT, {"kinds": list(self._handlers)})).scalar_one()
        seconds = LONGEST_SLEEP if wait is None else min(max(wait, 0.001), LONGEST_SLEEP)
        try:
            await asyncio.wait_for(self.woken.wait(), seconds)
        except TimeoutError:
            return


def _span(due: Due) -> AbstractContextManager[Span]:
    about = {"compact.timer.kind": due.kind, "compact.timer.subject": due.subject}
    return tracing.span(f"fire {due.kind}", kind=Kind.CONSUMER, parent=due.traceparent, attributes=about)
