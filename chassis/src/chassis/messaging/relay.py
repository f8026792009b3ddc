"""Ledger to bus: the one active relay of a service publishes what is public, in order, at least once.

It moves its cursor after the acknowledgements and sends heartbeats, by which readers know that they have
everything up to a time. A relay that lost its lock can do no harm: its cursor no longer moves, and what it
still sends is a duplicate or a true heartbeat.
"""

import asyncio
import random
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import ledger
from chassis.base.failures import DATABASE_FAULTS, described
from chassis.base.waking import woken_or_after
from chassis.bus import Bus, BusError, Publisher, ReplacedError
from chassis.bus.protocol import RECOGNISE_EVERY
from chassis.bus.topics import HEARTBEAT
from chassis.database import Database
from chassis.database.notifications import CHANNEL
from chassis.ledger.events import Heartbeat, encode, topic_of
from chassis.messaging import event_spans

log = structlog.get_logger(__name__)

BATCH = 1000
HEARTBEAT_EVERY = 0.25
POLL_EVERY = 0.25
STANDBY_POLL = 0.5
_LOCK = text("SELECT pg_try_advisory_lock(hashtextextended('chassis.relay', 0))")
_MOVE = text(
    "UPDATE chassis.relay_cursor SET sequence = :reached "
    "WHERE epoch = :epoch AND incarnation = :incarnation AND sequence = :sequence"
)
_STANDS = text(
    "SELECT 1 FROM chassis.relay_cursor "
    "WHERE epoch = :epoch AND incarnation = :incarnation AND sequence = :sequence"
)
# A cursor without an incarnation was left by a release that knew of none: it is believed.
_OPEN = text(
    """
    WITH former AS (SELECT incarnation FROM chassis.relay_cursor)
    INSERT INTO chassis.relay_cursor (id, epoch, incarnation, sequence)
    SELECT 1, epoch, CAST(:incarnation AS uuid), 0 FROM chassis.ledger_head
    ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, incarnation = excluded.incarnation,
        sequence = CASE
            WHEN relay_cursor.epoch = excluded.epoch
             AND coalesce(relay_cursor.incarnation, excluded.incarnation) = excluded.incarnation
            THEN relay_cursor.sequence ELSE 0
        END
    RETURNING epoch, sequence, (SELECT incarnation FROM former) AS former_incarnation
    """
)


class DeposedError(Exception):
    """Another relay has moved the cursor: this one is no longer the active one."""


INTERRUPTIONS = (
    *DATABASE_FAULTS,
    BusError,
    DeposedError,
    # The driver's own, where it is used without SQLAlchemy:
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


@dataclass(slots=True)
class Cursor:
    """Up to where the ledger is published, in this incarnation of the service's topic."""

    epoch: UUID
    incarnation: UUID
    sequence: int


@dataclass(slots=True)
class Relay:
    """Run it with `run()` in every replica: one works, the others stand by."""

    database: Database
    bus: Bus
    service: str
    gateway: str = ""
    """The address of the gateway, where the schemas of its events are."""
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    active: bool = False
    """Whether this replica holds the lock; for health and metrics."""
    published: int = 0
    """Events that this replica has published; for metrics."""

    def wake(self) -> None:
        """There is something to publish: do not wait for the next poll."""
        self.woken.set()

    async def run(self) -> None:
        """Publish until cancelled; begin anew after any fault of the database or the bus."""
        while True:
            try:
                await self._lead()
            except INTERRUPTIONS as error:
                log.warning("relay interrupted", error=described(error)[:300])
            finally:
                self.active = False
            await asyncio.sleep(random.uniform(0.2, 0.8))  # so that replicas do not retry in step

    async def _lead(self) -> None:
        await self.bus.create_topics([topic_of(self.service), HEARTBEAT])
        async with self.database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            try:
                while not (await connection.execute(_LOCK)).scalar_one():
                    await asyncio.sleep(STANDBY_POLL)
                if await ledger.renew_epoch(connection):
                    log.warning("new epoch: this database was restored or is new", service=self.service)
                self.active = True
                await self._publish_with(connection)
            finally:
                # It closes the session, and so gives up the lock, whatever happened.
                await connection.invalidate()

    async def _publish_with(self, connection: AsyncConnection) -> None:
        publisher = await self.bus.open_publisher()
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.add_listener(CHANNEL, lambda *_: self.wake())
        try:
            cursor = await _open_cursor(connection, await publisher.incarnation(topic_of(self.service)))
            beat_at, recognise_at = 0.0, _clock() + RECOGNISE_EVERY
            while True:
                self.woken.clear()
                busy = await self._publish_batch(connection, publisher, cursor)
                if _clock() >= beat_at:
                    beat_at = _clock() + HEARTBEAT_EVERY
                    await self._beat(connection, publisher, cursor)
                if _clock() >= recognise_at:
                    recognise_at = _clock() + RECOGNISE_EVERY
                    await self._recognise(publisher, cursor)
                if not busy:
                    await self._rest(beat_at)
        finally:
            await publisher.close()

    async def _publish_batch(self, connection: AsyncConnection, publisher: Publisher, cursor: Cursor) -> bool:
        """Publish what stands next after the cursor; returns whether there was anything."""
        events = await ledger.read_after(connection, self.service, cursor.sequence, BATCH)
        if not events:
            return False
        if events[0].epoch != cursor.epoch:
            raise DeposedError("the ledger's epoch changed")
        with event_spans.publishing(events):
            await publisher.publish([encode(event, self.gateway) for event in events])
        await _move(connection, cursor, events[-1].sequence)
        self.published += len(events)
        return True

    async def _beat(self, connection: AsyncConnection, publisher: Publisher, cursor: Cursor) -> None:
        beat: Heartbeat = await ledger.advance(connection, self.service)
        if beat.epoch != cursor.epoch:
            raise DeposedError("the ledger's epoch changed")
        while cursor.sequence < beat.sequence and await self._publish_batch(connection, publisher, cursor):
            pass
        await publisher.publish([beat.message()])
        await _check(connection, cursor)

    async def _recognise(self, publisher: Publisher, cursor: Cursor) -> None:
        """Notice that the topic was made anew: a publisher knows it by its name only, and goes on."""
        if await publisher.incarnation(topic_of(self.service)) != cursor.incarnation:
            raise ReplacedError("the topic was made anew")

    async def _rest(self, beat_at: float) -> None:
        remaining = beat_at - _clock()
        await woken_or_after(self.woken, min(max(remaining, 0.0), POLL_EVERY))


async def _open_cursor(connection: AsyncConnection, incarnation: UUID) -> Cursor:
    """The cursor under the ledger's present epoch and in this `incarnation` of the topic.

    A new epoch, or a new topic, is published from the ledger's beginning.
    """
    row = (await connection.execute(_OPEN, {"incarnation": incarnation})).one()
    if row.former_incarnation not in {None, incarnation}:
        log.warning("the topic was made anew; the ledger is published again from the beginning")
    return Cursor(row.epoch, incarnation, row.sequence)


async def _move(connection: AsyncConnection, cursor: Cursor, reached: int) -> None:
    if (await connection.execute(_MOVE, {"reached": reached, **asdict(cursor)})).rowcount != 1:
        raise DeposedError("another relay moved the cursor")
    cursor.sequence = reached


async def _check(connection: AsyncConnection, cursor: Cursor) -> None:
    """Notice that the cursor was moved by somebody else, even while there is nothing to publish."""
    if (await connection.execute(_STANDS, asdict(cursor))).one_or_none() is None:
        raise DeposedError("the cursor was moved")


async def rewind(connection: AsyncConnection, after: int) -> None:
    """Let the active relay publish again everything after `after`: the effect of `replay`.

    The relay notices at its next heartbeat, or when it moves the cursor, and begins anew from there.
    """
    back = text("UPDATE chassis.relay_cursor SET sequence = least(sequence, :after)")
    await connection.execute(back, {"after": after})


def _clock() -> float:
    return asyncio.get_running_loop().time()
