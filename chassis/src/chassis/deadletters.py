"""Records that could not be applied: kept with their error, listed and replayed by a command."""

import base64
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.bus import Record
from chassis.database import Database, Transaction
from chassis.failures import described, storable
from chassis.identifiers import new_id
from chassis.tables import dead_letter


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
        headers = tuple((name, base64.b64decode(value)) for name, value in row.headers)
        record = Record(row.topic, row.partition, row.offset, row.key, row.value, headers)
        try:
            async with database.transaction() as tx:
                await apply(tx, record)
                here = update(dead_letter).where(dead_letter.c.id == row.id)
                await tx.execute(here.values(replayed_at=func.clock_timestamp()))
            done.append(row.id)
        except Exception as error:  # noqa: BLE001 # whatever it is, the letter stays, with its newest reason
            async with database.transaction() as tx:
                here = update(dead_letter).where(dead_letter.c.id == row.id)
                await tx.execute(here.values(error=described(error)))
    return done
