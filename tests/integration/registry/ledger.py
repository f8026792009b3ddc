"""What the registry has told."""

import json
from typing import Any

from chassis import ledger
from chassis.process.runtime import Runtime


async def told(runtime: Runtime, after: int = 0) -> list[tuple[str, dict[str, Any]]]:
    """Type and data of every public event after a sequence."""
    async with runtime.database.reading() as session:
        events = await ledger.read_after(session, "registry", after, 10_000)
    return [(event.type, json.loads(event.data or b"{}")) for event in events]
