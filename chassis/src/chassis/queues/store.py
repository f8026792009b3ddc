"""All SQL of queues, for every table that has their columns."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Double,
    Row,
    Select,
    TextClause,
    and_,
    func,
    literal,
    select,
    true,
    union_all,
    update,
)

from chassis.database import Session, Transaction
from chassis.queues.queue import Claimed, Queue
from chassis.queues.rules import MOST_ATTEMPTS, pause

_now = func.clock_timestamp()
Condition: TypeAlias = ColumnElement[bool] | TextClause


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits in a queue."""

    queue: str
    waiting: int
    """Items whose time has come; what is set aside is none of them."""
    set_aside: int
    oldest_age: float
    """Seconds since the time of the oldest that waits; 0 without any."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """An item that is not tried any more."""

    queue: Queue
    key: tuple[Any, ...]
    attempts: int
    since: datetime
    error: str

    @property
    def subject(self) -> str:
        """How an operator names it."""
        return self.queue.subject(self.key)


async def claim(tx: Transaction, queue: Queue, *ready: Condition) -> Row[Any] | None:
    """The row of `queue` that is to be worked off next, if it is `ready`; locked until the transaction ends.

    What waits for its next try, is set aside, or is worked on by others is passed over.
    """
    return (await tx.execute(_next(queue, _of_kind(queue), *ready))).one_or_none()


async def claim_of_kinds(tx: Transaction, queues: Sequence[Queue]) -> Row[Any] | None:
    """As `claim`, for several queues of one table."""
    kinds = [queue.kind for queue in queues]
    return (await tx.execute(_next(queues[0], queues[0].table.c.kind.in_(kinds)))).one_or_none()


async def seconds_until_next(session: Session, queues: Sequence[Queue]) -> float | None:
    """Seconds until it is some item's turn, in queues of one table; `None` without any."""
    queue = queues[0]
    wait = func.extract("epoch", func.min(_turn(queue)) - _now).cast(Double)
    wanted = select(wait).where(_is_tried(queue), queue.table.c.kind.in_([one.kind for one in queues]))
    seconds: float | None = (await session.execute(wanted)).scalar_one()
    return seconds


def _turn(queue: Queue) -> ColumnElement[datetime]:
    """When an item is to be tried, for the first time or again."""
    return func.coalesce(queue.table.c.retry_at, queue.table.c[queue.due])


def _is_tried(queue: Queue) -> ColumnElement[bool]:
    """Whether an item is neither done nor set aside."""
    return and_(queue.table.c[queue.done].is_(None), queue.table.c.set_aside_at.is_(None))


def _next(queue: Queue, *conditions: Condition) -> Select[Any]:
    here = select(queue.table).where(_is_tried(queue), _turn(queue) <= _now, *conditions)
    return here.order_by(_turn(queue)).limit(1).with_for_update(skip_locked=True)


async def finish(tx: Transaction, item: Claimed[Any]) -> None:
    """Note that an item was worked off."""
    await tx.execute(_update(item.queue, item.key).values({item.queue.done: _now}))


async def put_off(tx: Transaction, item: Claimed[Any], error: str, *, counts: bool) -> int | None:
    """Let an item wait for its next try, or set it aside; returns how often it has failed.

    `None` when it is done by now. What does not count leaves the number as it was.
    """
    table = item.queue.table
    attempts = (await tx.execute(_locked(item.queue, item.key))).scalar_one_or_none()
    if attempts is None:
        return None
    attempts += counts
    seconds = pause(attempts if counts else 0, random.random())
    values = {
        "attempts": attempts,
        "last_error": error,
        "retry_at": _now + func.make_interval(0, 0, 0, 0, 0, 0, seconds),
        "set_aside_at": _now if attempts >= MOST_ATTEMPTS and counts else table.c.set_aside_at,
    }
    await tx.execute(_update(item.queue, item.key).values(values))
    return int(attempts)


async def set_aside(session: Session, queue: Queue) -> list[SetAside]:
    """What of `queue` is set aside, the longest first."""
    table = queue.table
    wanted = select(table).where(_is_set_aside(queue), _of_kind(queue)).order_by(table.c.set_aside_at)
    return [
        SetAside(queue, _key(queue, row), row.attempts, row.set_aside_at, row.last_error or "")
        for row in await session.execute(wanted)
    ]


async def try_again(tx: Transaction, item: SetAside) -> None:
    """Let an item that is set aside be tried at once, as if it had never failed."""
    anew = {"attempts": 0, "retry_at": None, "set_aside_at": None}
    await tx.execute(_update(item.queue, item.key).values(anew))
    if item.queue.on_retry is not None:
        await item.queue.on_retry(tx, item.subject)


async def counts(session: Session, queues: Sequence[Queue]) -> list[Counts]:
    """How much waits in each of `queues`."""
    if not queues:
        return []
    rows = await session.execute(union_all(*map(_counts, queues)))
    return [Counts(row.queue, row.waiting, row.set_aside, row.oldest_age) for row in rows]


def _counts(queue: Queue) -> Select[Any]:
    table, due = queue.table, queue.table.c[queue.due]
    waits = and_(table.c.set_aside_at.is_(None), due <= func.now())
    age = func.extract("epoch", func.now() - func.min(due).filter(waits))
    return select(
        literal(queue.name).label("queue"),
        func.count().filter(waits).label("waiting"),
        func.count().filter(table.c.set_aside_at.is_not(None)).label("set_aside"),
        func.coalesce(age, 0).cast(Double).label("oldest_age"),
    ).where(table.c[queue.done].is_(None), _of_kind(queue))


def _is_set_aside(queue: Queue) -> ColumnElement[bool]:
    return and_(queue.table.c[queue.done].is_(None), queue.table.c.set_aside_at.is_not(None))


def _of_kind(queue: Queue) -> ColumnElement[bool]:
    return true() if queue.kind is None else queue.table.c.kind == queue.kind


def _key(queue: Queue, row: Row[Any]) -> tuple[Any, ...]:
    return tuple(row._mapping[queue.table.c[name]] for name in queue.key)


def _here(queue: Queue, key: Sequence[Any]) -> ColumnElement[bool]:
    named = (queue.table.c[name] == part for name, part in zip(queue.key, key, strict=True))
    return and_(*named, _of_kind(queue), queue.table.c[queue.done].is_(None))


def _locked(queue: Queue, key: Sequence[Any]) -> Select[Any]:
    return select(queue.table.c.attempts).where(_here(queue, key)).with_for_update()


def _update(queue: Queue, key: Sequence[Any]) -> Any:
    return update(queue.table).where(_here(queue, key))
