"""Verifying the hash chain: a changed, missing, added or cut-off row is found."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.base.tables import ledger, ledger_head


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found."""

    checked: int
    """Rows read in this run."""
    position: int
    """Up to where the chain is whole."""
    fault: str | None
    """The first fault, as a sentence; `None` when there is none."""


class BrokenChainError(Exception):
    """A row of the ledger is not what was appended."""


async def verify(connection: AsyncConnection, *, full: bool = False) -> Verdict:
    """Recompute the hash chain and compare it with the head and with what the last good run saw.

    Goes on where that run ended, or from the beginning with `full`. Finds a changed, missing, added or
    cut-off row; a chain that was written anew as a whole shows with `full`. The caller commits, so that the
    place reached is kept.
    """
    known = await _last_checked(connection)  # before the head, which can only be further
    last = select(func.coalesce(func.max(ledger.c.position), 0)).scalar_subquery().label("last")
    head = (await connection.execute(select(ledger_head, last))).one()
    position, chain = (0, b"") if full or known is None else (known.position, bytes(known.hash))
    checked = 0
    try:
        async for row in _rows(connection, position, head.position):
            chain = _link(chain, row, position + 1)
            position, checked = row.position, checked + 1
            if known is not None and position == known.position and chain != known.hash:
                raise BrokenChainError(f"the rows up to {position} are not those that were checked before")
        if position != head.position or position != head.last or chain != head.hash:
            raise BrokenChainError(f"the ledger ends at {head.last}, its head says {head.position}")
        if known is not None and position < known.position:
            raise BrokenChainError(f"the ledger ends at {position}, but was checked up to {known.position}")
    except BrokenChainError as error:
        return Verdict(checked, position, str(error))
    remember = text("SELECT chassis.ledger_remember_check(:position, :hash)")
    await connection.execute(remember, {"position": position, "hash": chain})
    return Verdict(checked, position, None)


async def _last_checked(connection: AsyncConnection) -> Any:
    return (await connection.execute(text("SELECT position, hash FROM chassis.ledger_checked"))).one_or_none()


async def _rows(connection: AsyncConnection, after: int, until: int) -> AsyncIterator[Any]:
    while after < until:
        page = select(ledger).where(ledger.c.position > after, ledger.c.position <= until)
        rows = (await connection.execute(page.order_by(ledger.c.position).limit(1000))).all()
        if not rows:
            return
        for row in rows:
            yield row
        after = rows[-1].position


def _link(previous: bytes, row: Any, expected: int) -> bytes:
    if row.position != expected:
        raise BrokenChainError(f"row {expected} is missing")
    if row.data is not None and hashlib.sha256(row.data.encode()).digest() != row.data_digest:
        raise BrokenChainError(f"the data of row {row.position} was changed")
    chain = hashlib.sha256(previous + _sealed(row).encode() + bytes(row.data_digest)).digest()
    if chain != row.hash:
        raise BrokenChainError(f"row {row.position} was changed")
    return chain


def _sealed(row: Any) -> str:
    """The envelope as it is hashed: one line per field, as `chassis.ledger_flush` writes it."""
    microseconds = round(row.time.timestamp() * 1_000_000)
    fields = (
        row.epoch, row.position, row.sequence, microseconds, row.id, row.type, row.subject, row.party,
        row.region, row.actor, row.correlation_id, row.causation_id,
    )  # fmt: skip
    return "\n".join("" if field is None else str(field) for field in fields)
