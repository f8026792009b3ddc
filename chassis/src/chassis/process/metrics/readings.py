"""What a scrape reads in the database: the positions of ledger, relay, sources and timers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Row, text

from chassis.base import clock
from chassis.base.failures import DATABASE_FAULTS, described
from chassis.database import Database
from chassis.process.service import Service
from chassis.queues import store as queues
from chassis.queues.store import Counts
from chassis.resources.bulk import jobs

log = structlog.get_logger(__name__)

PATIENCE = 2.0
"""Seconds that a scrape waits for the database."""

FRESH_FOR = 1.0
"""Seconds for which a reading serves all who ask."""

# Each part finds its rows by an index, however long the ledger and however many timers have fired. An import
# is not overdue while it is worked on.
STANDING = text(
    """
    SELECT h.position,
           h.sequence - coalesce(r.sequence, 0) AS unpublished,
           coalesce(extract(epoch FROM now() - o.time), 0)::float8 AS oldest_unpublished_age,
           (SELECT extract(epoch FROM min(due_at))::float8 FROM chassis.timer
            WHERE fired_at IS NULL AND set_aside_at IS NULL) AS next_due,
           (SELECT count(*) FROM chassis.timer
            WHERE fired_at IS NULL AND due_at <= now() AND set_aside_at IS NULL AND kind <> ALL(:imports))
               AS overdue,
           (SELECT extract(epoch FROM fired_at - due_at)::float8 FROM chassis.timer
            WHERE fired_at IS NOT NULL ORDER BY fired_at DESC LIMIT 1) AS last_lateness,
           (SELECT count(*) FROM chassis.dead_letter WHERE replayed_at IS NULL) AS dead_letters
    FROM chassis.ledger_head h
    LEFT JOIN chassis.relay_cursor r ON r.epoch = h.epoch
    LEFT JOIN LATERAL (
        SELECT time FROM chassis.ledger WHERE sequence > coalesce(r.sequence, 0) ORDER BY sequence LIMIT 1
    ) o ON true
    """
)

# Lag in events is counted in a source's newest epoch, where what it publishes now arrives; lag in time by the
# epoch in force, which is the one that readers see.
SOURCES = text(
    """
    SELECT wanted.source,
           CASE WHEN newest.epoch IS NOT NULL
                THEN greatest(coalesce(promised.sequence, 0) - newest.watermark, 0) END AS lag_events,
           extract(epoch FROM now() - in_force.covered_time)::float8 AS lag_seconds,
           extract(epoch FROM now() - newest.last_heard_at)::float8 AS heartbeat_age
    FROM unnest(CAST(:sources AS text[])) AS wanted (source)
    LEFT JOIN (
        SELECT DISTINCT ON (source) source, epoch, watermark,
               max(heard_at) OVER (PARTITION BY source) AS last_heard_at
        FROM chassis.source ORDER BY source, epoch DESC
    ) newest USING (source)
    LEFT JOIN chassis.current_source in_force USING (source)
    LEFT JOIN LATERAL (
        SELECT sequence FROM chassis.heartbeat h
        WHERE h.source = newest.source AND h.epoch = newest.epoch ORDER BY time DESC LIMIT 1
    ) promised ON true
    """
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in the database at one time."""

    standing: Row[Any]
    sources: Sequence[Row[Any]]
    queues: Sequence[Counts]
    clock_offset: float


class Readings:
    """Reads at most once a second and one at a time, however many ask."""

    def __init__(self, database: Database, service: Service) -> None:
        self._database, self._service = database, service
        self._newest: Reading | None = None
        self._read_at = float("-inf")
        self._running: asyncio.Task[None] | None = None

    async def newest(self) -> Reading | None:
        """A reading that is at most a second old; `None` when the database gives none within two seconds."""
        if self._age() < FRESH_FOR:
            return self._newest
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._read())
        # Waited for and not cancelled: to cancel a statement of a database that hangs takes longer still.
        await asyncio.wait({self._running}, timeout=PATIENCE)
        if not self._running.done():
            return None
        self._running.result()
        return self._newest

    async def _read(self) -> None:
        try:
            async with self._database.reading() as session:
                standing = (await session.execute(STANDING, {"imports": list(jobs.KINDS)})).one()
                names = {"sources": list(self._service.sources)}
                sources = (await session.execute(SOURCES, names)).all() if self._service.sources else []
                counts = await queues.counts(session, self._service.all_queues)
                ahead = await clock.offset(session)
            self._newest = Reading(standing, sources, counts, ahead)
        except DATABASE_FAULTS as error:
            log.warning("metrics cannot be read from the database", error=described(error)[:300])
            self._newest = None
        self._read_at = asyncio.get_running_loop().time()

    def _age(self) -> float:
        return asyncio.get_running_loop().time() - self._read_at
