"""Reading what the service has put on record."""

import json
from typing import Any

from chassis import ledger
from chassis.events import Envelope
from chassis.runtime import Runtime


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
