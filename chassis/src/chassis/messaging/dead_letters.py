"""Records that could not be applied: kept with their error; a command lists, replays or discards them."""

import base64
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.base.failures import described, storable
from chassis.base.identifiers import new_id
from chassis.base.tables import dead_letter
from chassis.bus import Record
from chassis.database import Database, Transaction
from chassis.ledger.events import EventData, UndecodableError, decode
from chassis.messaging import inbox


async def bury(tx: Transaction, record: Record, incarnation: UUID | None, error: str) -> None:
    """Keep `record`, of this `incarnation` of its topic, and why it failed; if it is kept, do nothing."""
    headers = [[storable(name), base64.b64encode(value or b"").decode()] for name, value in record.headers]
    row = {
        "id": new_id(),
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "incarnation": incarnation,
        "key": record.key,
        "value": record.value,
        "headers": headers,
        "error": storable(error)[:2000],
    }
    await tx.execute(insert(dead_letter).values(row).on_conflict_do_nothing())


async def waiting(database: Database) -> Sequence[Any]:
    """The dead letters that have not been replayed, oldest first."""
    async with database.reading() as session:
        wanted = select(dead_letter).where(dead_letter.c.replayed_at.is_(None))
        return (await session.execute(wanted.order_by(dead_letter.c.id))).all()


async def replay(database: Database, apply: Callable[[Transaction, Record], Awaitable[None]]) -> list[UUID]:
    """Apply each waiting dead letter again, each in its own transaction; returns those that worked."""
    done = []
    for row in await waiting(database):
        try:
            async with database.transaction() as tx:
                await apply(tx, _record(row))
                here = update(dead_letter).where(dead_letter.c.id == row.id)
                await tx.execute(here.values(replayed_at=func.clock_timestamp()))
            done.append(row.id)
        except Exception as error:  # noqa: BLE001 # whatever it is, the letter stays, with its newest reason
            async with database.transaction() as tx:
                here = update(dead_letter).where(dead_letter.c.id == row.id)
                await tx.execute(here.values(error=described(error)))
    return done


class LetterDiscarded(EventData, event_type="compact.dead-letter.discarded.v1"):
    """An operator gave up a record that can never be applied. For audit only."""

    topic: str
    partition: int
    offset: int
    reason: str


async def discard(tx: Transaction, letter_id: UUID, reason: str) -> bool:
    """Give up a waiting dead letter; returns whether there was one.

    Its event counts as applied, though it had no effect, so that nothing waits for it any more.
    """
    here = dead_letter.c.id == letter_id, dead_letter.c.replayed_at.is_(None)
    given_up = {"replayed_at": func.clock_timestamp(), "error": storable(f"discarded: {reason}")[:2000]}
    discarded = update(dead_letter).where(*here).values(given_up).returning(dead_letter)
    row = (await tx.execute(discarded)).one_or_none()
    if row is None:
        return False
    with suppress(UndecodableError):
        await inbox.accept(tx, [decode(_record(row))])
    fact = LetterDiscarded(topic=row.topic, partition=row.partition, offset=row.offset, reason=reason)
    tx.append(fact, subject=letter_id, public=False)
    return True


def _record(row: Any) -> Record:
    headers = tuple((name, base64.b64decode(value)) for name, value in row.headers)
    return Record(row.topic, row.partition, row.offset, row.key, row.value, headers)
