"""Waiting until the system has settled: all is published, received and covered, and no timer is left."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg

from embedded.layout import BEHIND_GATEWAY
from tests.soak.evidence import Head, ledgers
from tests.soak.evidence.received import SUBSCRIBERS, sources_of
from tests.soak.testbed import Testbed

PATIENCE = 90.0
LOOK_EVERY = 0.5
TIMEOUT = 5.0
_CURSOR = "SELECT epoch, sequence FROM chassis.relay_cursor"
_SOURCES = "SELECT source, epoch, watermark, covered_sequence, covered_time FROM chassis.source"
_TIMERS = """
    SELECT count(*) FROM chassis.timer
    WHERE fired_at IS NULL AND coalesce(retry_at, due_at) <= clock_timestamp()
"""
_UNFIRED = "SELECT count(*) FROM chassis.timer WHERE kind = '{}' AND fired_at IS NULL"
_PENDING = {
    ("review", "deadlines"): "SELECT count(*) FROM review.milestone WHERE passed_at IS NULL",
    ("review", "agendas"): "SELECT count(*) FROM review.assembly WHERE completed_at IS NULL",
    ("review", "extensions"): _UNFIRED.format("extension.due"),
    ("registry", "gap analyses"): _UNFIRED.format("gap-analysis"),
}

Connections = Mapping[str, "asyncpg.Connection[asyncpg.Record]"]
"""To the database of each service."""
Heads = dict[str, Head]
"""Where the ledger of each service stands."""


class NotQuiet(Exception):
    """The system has not settled in time; the message says what it still waits for."""


async def until_quiet(testbed: Testbed) -> None:
    """Wait until the system has settled. Raises NotQuiet."""
    began = time.monotonic()
    grown: Heads = {}
    while waiting := await _look(testbed, grown):
        if time.monotonic() - began > PATIENCE:
            raise NotQuiet(f"not quiet after {PATIENCE:.0f} s: {'; '.join(waiting)}")
        await asyncio.sleep(LOOK_EVERY)


async def _look(testbed: Testbed, grown: Heads) -> list[str]:
    """What is still waited for. `grown` keeps how each ledger was found when it had grown last."""
    try:
        async with _connected(testbed) as connections:
            heads = {name: await ledgers.head(connection) for name, connection in connections.items()}
            growing = [name for name, head in heads.items() if not _is_as_before(head, grown.get(name))]
            grown |= {name: heads[name] for name in growing}
            return [
                *(f"{name} still writes" for name in growing),
                *await _unpublished(connections, heads),
                *await _unreceived(connections, heads, grown),
                *await _pending(connections),
            ]
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [f"the database does not answer ({type(error).__name__}: {error})"]


@asynccontextmanager
async def _connected(testbed: Testbed) -> AsyncIterator[Connections]:
    connections: dict[str, asyncpg.Connection[asyncpg.Record]] = {}
    try:
        for name in BEHIND_GATEWAY:
            url = testbed.database_url(name)
            connections[name] = await asyncpg.connect(url, timeout=TIMEOUT, command_timeout=TIMEOUT)
        yield connections
    finally:
        for connection in connections.values():
            connection.terminate()


def _is_as_before(head: Head, before: Head | None) -> bool:
    return before is not None and head.position == before.position


async def _unpublished(connections: Connections, heads: Heads) -> list[str]:
    waiting = []
    for name, connection in connections.items():
        cursor = await connection.fetchrow(_CURSOR)
        if cursor is None or tuple(cursor) != (heads[name].epoch, heads[name].sequence):
            waiting.append(f"{name} has not published everything")
    return waiting


async def _unreceived(connections: Connections, heads: Heads, grown: Heads) -> list[str]:
    waiting = []
    for service in SUBSCRIBERS:
        rows = await connections[service.name].fetch(_SOURCES)
        known = {(row["source"], row["epoch"]): row for row in rows}
        for source in sources_of(service):
            row = known.get((source, heads[source].epoch))
            if row is None or not _is_covered(row, heads[source], grown[source].time):
                waiting.append(f"{service.name} has not received everything of {source}")
    return waiting


def _is_covered(row: asyncpg.Record, head: Head, since: datetime) -> bool:
    """Whether a heartbeat that is later than the last change covers the whole ledger."""
    complete: bool = row["watermark"] == row["covered_sequence"] == head.sequence
    return complete and row["covered_time"] > since


async def _pending(connections: Connections) -> list[str]:
    waiting = [
        f"{what} of {service}"
        for (service, what), query in _PENDING.items()
        if await connections[service].fetchval(query)
    ]
    overdue = [name for name, connection in connections.items() if await connection.fetchval(_TIMERS)]
    return [*waiting, *(f"timers of {name}" for name in overdue)]
