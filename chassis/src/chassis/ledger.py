"""The append-only ledger of a service: its outbox, its audit trail and the source of every replay.

A transaction's entries are written by one database function as its last statement, under the lock of
the single row `ledger_head`. So the order of positions is the order of times and of commits, without
gaps, and all entries of one transaction share one time: a cut by time never divides a transaction.
"""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Text, TextClause, Uuid, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from chassis.events import Envelope, EventData, Heartbeat
from chassis.identifiers import new_id
from chassis.tables import ledger, ledger_head
from chassis.telemetry import tracing

FINGERPRINT = """
    SELECT format('%s/%s/%s/%s', s.system_identifier,
                  CAST(CAST('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8) AS bit(32)) AS int),
                  d.oid, CAST(CAST('chassis.ledger_head' AS regclass) AS oid))
    FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()
"""
"""Its second part is the timeline, read from the name of the log file that is written now: in what the last
checkpoint noted, it is the former one for minutes after a standby was promoted."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who caused a change, and by what: written beside every fact in the ledger."""

    actor: str
    """An opaque id: a client's, or a process's such as `timer`."""
    correlation_id: str
    """The same for all that follows from one request."""
    causation_id: str | None = None
    """The id of the event that this change answers to."""
    traceparent: str | None = field(default_factory=tracing.current)
    """The W3C trace context of the cause: that of the work that makes the origin."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact that waits for the end of its transaction."""

    id: UUID
    type: str
    subject: str
    party: str
    region: str | None
    data: str
    public: bool
    traceparent: str | None
    """The trace in which it was told; `None`: that of the transaction's origin."""

    @classmethod
    def of(cls, data: EventData, *, subject: str, party: str, region: str | None, public: bool) -> "Entry":
        """The entry that tells `data`; its JSON is fixed here, byte for byte."""
        told = data.model_dump_json()
        return cls(new_id(), data.event_type, subject, party, region, told, public, tracing.current())


Statement = tuple[str, Mapping[str, Any]]
"""A statement of SQL and the values of its parameters."""
_FLUSH = (
    "SELECT chassis.ledger_flush(:ids, :public, :types, :subjects, :parties, :regions, :data,"
    " :actor, :correlation_id, :causation_id, :traceparents)"
)


@cache
def _flush_with(statement: str | None) -> TextClause:
    """The statement that appends to the ledger, and does what `statement` says."""
    flush = f"WITH alongside AS ({statement}) {_FLUSH}" if statement else _FLUSH
    return text(flush).bindparams(
        bindparam("ids", type_=ARRAY(Uuid)),
        bindparam("public", type_=ARRAY(Boolean)),
        *(
            bindparam(name, type_=ARRAY(Text))
            for name in ("types", "subjects", "parties", "regions", "data", "traceparents")
        ),
        *(bindparam(name, type_=Text) for name in ("actor", "correlation_id", "causation_id")),
    )


async def flush(
    session: AsyncSession, entries: Sequence[Entry], origin: Origin, alongside: Statement | None = None
) -> datetime:
    """Append `entries` and return their common time. Holds the ledger's lock until the transaction ends.

    The statement `alongside` is sent with them.
    """
    statement, more = alongside or (None, {})
    traceparents = [entry.traceparent or origin.traceparent for entry in entries]
    values: dict[str, Any] = {
        "ids": [entry.id for entry in entries],
        "public": [entry.public for entry in entries],
        "types": [entry.type for entry in entries],
        "subjects": [entry.subject for entry in entries],
        "parties": [entry.party for entry in entries],
        "regions": [entry.region for entry in entries],
        "data": [entry.data for entry in entries],
        "actor": origin.actor,
        "correlation_id": origin.correlation_id,
        "causation_id": origin.causation_id,
        "traceparents": traceparents,
    }
    about = {"compact.events": len(entries)}
    with tracing.span("append to ledger", parent=traceparents[0], attributes=about):
        time: datetime = (await session.execute(_flush_with(statement), {**values, **more})).scalar_one()
    return time


async def now(session: AsyncSession) -> datetime:
    """The ledger's present: never before a time that it has given already."""
    present = select(func.greatest(func.clock_timestamp(), ledger_head.c.time))
    time: datetime = (await session.execute(present)).scalar_one()
    return time


async def advance(connection: AsyncConnection, service: str) -> Heartbeat:
    """Move the ledger's time to now and say what stands before it: nothing later will get an earlier time."""
    head = (await connection.execute(text("SELECT * FROM chassis.ledger_advance()"))).one()
    return Heartbeat(
        source=service, epoch=head.epoch, time=head.time, sequence=head.sequence, hash=head.hash.hex()
    )


_READ_AFTER = text(
    """
    SELECT (SELECT epoch FROM chassis.ledger_head), sequence, time, id, type, subject, party, region,
           convert_to(data, 'UTF8'), correlation_id, causation_id, traceparent
    FROM chassis.ledger WHERE sequence > :sequence ORDER BY sequence LIMIT :limit
    """
)


async def read_after(
    connection: AsyncConnection | AsyncSession, service: str, sequence: int, limit: int
) -> list[Envelope]:
    """At most `limit` public events after `sequence`, in order, under the ledger's present epoch."""
    rows = await connection.execute(_READ_AFTER, {"sequence": sequence, "limit": limit})
    return [Envelope(service, *row) for row in rows]


async def renew_epoch(connection: AsyncConnection, *, force: bool = False) -> bool:
    """Begin a new epoch if this database is not the one that the epoch was made in; returns whether it did.

    A database is known by its cluster's identifier, its timeline (a restore to a point in time starts a new
    one), its own object id and the one of the head's table (a restored dump makes the table anew). A copy of
    the files themselves looks the same: after such a restore, `force`.
    """
    fingerprint = (await connection.execute(text(FINGERPRINT))).scalar_one()
    former = (await connection.execute(select(ledger_head.c.epoch))).scalar_one_or_none()
    renew = text("SELECT chassis.ledger_renew_epoch(:epoch, :fingerprint, :force)")
    values = {"epoch": _epoch_after(former), "fingerprint": fingerprint, "force": force}
    return bool((await connection.execute(renew, values)).scalar_one())


def _epoch_after(former: UUID | None) -> UUID:
    """A new UUIDv7 that sorts after `former`, even if the clock stepped back: readers go by the greatest."""
    fresh = new_id()
    if former is None or fresh > former:
        return fresh
    random_bits = (1 << 80) - 1
    next_millisecond = (former.int >> 80) + 1
    return UUID(int=next_millisecond << 80 | fresh.int & random_bits)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found."""

    checked: int
    """Rows read in this run."""
    position: int
    """Up to where the chain is whole."""
    fault: str | None
    """The first fault, in words; `None` when there is none."""


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
