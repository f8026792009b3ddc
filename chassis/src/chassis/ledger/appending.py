"""The append-only ledger of a service: its outbox, its audit trail and the source of every replay.

A transaction's entries are written by one database function as its last statement, under the lock of
the single row `ledger_head`. So the order of positions is the order of times and of commits, without
gaps, and all entries of one transaction share one time: a cut by time never divides a transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Text, TextClause, Uuid, bindparam, func, select, text

from chassis.base.execution import Executor
from chassis.base.identifiers import new_id
from chassis.base.tables import ledger_head
from chassis.ledger.events import EventData
from chassis.telemetry import tracing


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
    """The trace in which it was appended; `None`: that of the transaction's origin."""

    @classmethod
    def of(cls, data: EventData, *, subject: str, party: str, region: str | None, public: bool) -> "Entry":
        """The entry of `data`; its JSON is fixed here, byte for byte."""
        published = data.model_dump_json()
        return cls(new_id(), data.event_type, subject, party, region, published, public, tracing.current())


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
    session: Executor, entries: Sequence[Entry], origin: Origin, alongside: Statement | None = None
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


async def now(session: Executor) -> datetime:
    """The ledger's present: never before a time that it has given already."""
    present = select(func.greatest(func.clock_timestamp(), ledger_head.c.time))
    time: datetime = (await session.execute(present)).scalar_one()
    return time
