"""Reading what the service has put on record."""

import json
from typing import Any

from sqlalchemy import text

from chassis import ledger
from chassis.ledger.events import Envelope
from chassis.process.runtime import Runtime


async def public_events(runtime: Runtime, event_type: str | None = None) -> list[Envelope]:
    """All public events, or those of one type, oldest first."""
    async with runtime.database.reading() as session:
        events = await ledger.read_after(session, runtime.service.name, 0, 100_000)
    return [event for event in events if event_type in (None, event.type)]


async def last_event(runtime: Runtime, event_type: str) -> Envelope:
    """The newest public event of `event_type`."""
    return (await public_events(runtime, event_type))[-1]


def data_of(event: Envelope) -> dict[str, Any]:
    """What `event` tells."""
    data: dict[str, Any] = json.loads(event.data or b"")
    return data


async def internal_types(runtime: Runtime) -> list[str]:
    """The types of the events that are kept for audit only, oldest first."""
    query = text("SELECT type FROM chassis.ledger WHERE sequence IS NULL ORDER BY position")
    async with runtime.database.reading() as session:
        return list((await session.execute(query)).scalars())


async def contents(runtime: Runtime, table: str) -> list[tuple[Any, ...]]:
    """All rows of a table of the service."""
    async with runtime.database.reading() as session:
        rows = await session.execute(text(f"SELECT * FROM commitments.{table} ORDER BY 1, 2"))
        return [tuple(row) for row in rows]
