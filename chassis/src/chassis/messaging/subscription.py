"""Bus to handlers: each event has its effect exactly once, whatever is delivered twice, late or out of order.

A batch of one partition is one transaction: the checkpoint moves by compare-and-set, the events that are new
are given to their handlers, and both are committed or neither. Events of one party arrive in order; across
topics no order is assumed. Handlers store versions, so "as of a time" is a query and not a race.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from chassis.base.failures import described, is_of_values, is_outage
from chassis.base.identifiers import new_id
from chassis.base.tables import checkpoint
from chassis.bus import Bus, BusError, Record, TopicPartition
from chassis.bus.topics import HEARTBEAT
from chassis.database import Database, Transaction
from chassis.ledger import Origin
from chassis.ledger.events import Envelope, Heartbeat, UndecodableError, decode, decode_heartbeat, topic_of
from chassis.messaging import dead_letters, event_spans, inbox
from chassis.messaging.event_router import EventRouter
from chassis.messaging.inbox import Checkpoint, MovedError

log = structlog.get_logger(__name__)

OUTAGES = (BusError, PoolTimeoutError, OSError)
FETCH = 500
POLL_TIMEOUT = 1.0
FromSource = TypeVar("FromSource", Envelope, Heartbeat)


@dataclass(slots=True)
class Subscription:
    """One service's reading of other services' topics; run it in every replica."""

    database: Database
    bus: Bus
    service: str
    sources: Collection[str]
    event_router: EventRouter
    on_progress: Sequence[Callable[[], None]] = ()
    """Called whenever a source's heartbeats have been taken in; must not block."""
    retry_patience: float = 30.0
    """Seconds of retries before an event becomes a dead letter."""
    running: bool = field(default=False, init=False)
    received: Counter[tuple[str, str]] = field(default_factory=Counter, init=False)
    """How many events of each source and type had their effect here; for metrics."""
    _expected: dict[TopicPartition, Checkpoint] = field(default_factory=dict, init=False)
    """The checkpoints as this member left or found them: what its compare-and-set compares with."""
    _incarnations: dict[TopicPartition, UUID] = field(default_factory=dict, init=False)
    """Of which incarnation of its topic each partition is."""

    async def run(self) -> None:
        """Read until cancelled; begin anew after any fault of the database or the bus."""
        while True:
            try:
                await self._read()
            except OUTAGES as error:
                log.warning("subscription interrupted", error=described(error)[:300])
            except DBAPIError as error:
                log.warning("subscription interrupted", error=str(error.orig)[:300])
            except MovedError:
                log.info("another member has moved on; resuming at its checkpoint")
            finally:
                self.running = False
            await asyncio.sleep(random.uniform(0.1, 0.5))  # so that members do not retry in step

    async def _read(self) -> None:
        topics = [*(topic_of(source) for source in self.sources), HEARTBEAT]
        await self.bus.create_topics(topics)
        consumer = await self.bus.open_consumer(f"compact.{self.service}", topics, self.checkpoints)
        try:
            self.running = True
            while True:
                await self._take(await consumer.poll(timeout=POLL_TIMEOUT, limit=FETCH))
        finally:
            await consumer.close()

    async def _take(self, batches: Mapping[TopicPartition, Sequence[Record]]) -> None:
        for partition, records in batches.items():
            if not records:
                continue
            if partition.topic == HEARTBEAT:
                await self.take_heartbeats(records)
            else:
                await self.take(records)

    async def checkpoints(self, incarnations: Mapping[TopicPartition, UUID]) -> Mapping[TopicPartition, int]:
        """The next offset of each partition of which this incarnation was read before."""
        async with self.database.reading() as session:
            wanted = tuple_(checkpoint.c.topic, checkpoint.c.partition).in_(map(tuple, incarnations))
            rows = await session.execute(select(checkpoint).where(wanted))
            found = {
                TopicPartition(row.topic, row.partition): Checkpoint(row.incarnation, row.next_offset)
                for row in rows
            }
        for partition in incarnations:
            self._expected.pop(partition, None)
        self._expected.update(found)
        self._incarnations.update(incarnations)
        # Without an incarnation: left by a release that knew of none, and believed.
        alive = {one for one, place in found.items() if place.incarnation in {None, incarnations[one]}}
        if anew := sorted({one.topic for one in found.keys() - alive}):
            log.warning("topics were made anew; they are read from the beginning", topics=anew)
        return {one: found[one].next_offset for one in alive}

    async def take(self, records: Sequence[Record]) -> None:
        """Give the effect of `records`, which follow each other in one partition.

        Retries in place; then one by one, so that a single event that cannot be handled becomes a dead letter
        and the others have their effect.
        """
        try:
            await self._persist(records)
        except (MovedError, *OUTAGES):
            raise
        except Exception:
            log.exception("a batch failed; taking its events one by one")
            for record in records:
                await self._take_alone(record)

    async def _persist(self, records: Sequence[Record]) -> None:
        """Try until it works or patience ends; what stops the database is not the events' fault."""
        give_up = _clock() + (self.retry_patience if len(records) == 1 else 0)
        pause = 0.1
        while True:
            try:
                return await self._apply(records)
            except (MovedError, *OUTAGES):
                raise
            except Exception as error:
                if is_outage(error):
                    raise BusError("the database is out of reach") from error
                if isinstance(error, UndecodableError) or is_of_values(error) or _clock() >= give_up:
                    raise
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 5.0)

    async def _take_alone(self, record: Record) -> None:
        try:
            await self._persist([record])
        except (MovedError, *OUTAGES):
            raise
        except Exception as error:
            log.exception("dead letter", topic=record.topic, offset=record.offset)
            async with self._batch([record]) as tx:
                await dead_letters.bury(tx, record, self._incarnation(record), described(error))

    @asynccontextmanager
    async def _batch(self, records: Sequence[Record]) -> AsyncIterator[Transaction]:
        """A transaction in which the checkpoint passes `records`, or nothing happens."""
        partition = TopicPartition(records[0].topic, records[0].partition)
        reached = Checkpoint(self._incarnation(records[-1]), records[-1].offset + 1)
        async with self.database.transaction(self._origin()) as tx:
            await inbox.move_checkpoint(tx, partition, self._expected.get(partition), reached)
            yield tx
        self._expected[partition] = reached

    async def _apply(self, records: Sequence[Record]) -> None:
        with ExitStack() as spans:  # which end after the commit
            async with self._batch(records) as tx:
                decoded = await self._decoded(tx, records, decode)
                events = await inbox.accept(tx, decoded)
                common = spans.enter_context(event_spans.receiving(events))
                tx.origin = replace(tx.origin, traceparent=common)
                await self.event_router.handle(tx, events)
                if len(events) < len(decoded):
                    await self.event_router.handle(tx, _without(decoded, events), again=True)
        self.received.update((event.source, self.event_router.known(event.type)) for event in events)

    async def apply_again(self, tx: Transaction, record: Record) -> None:
        """Give the effect of a dead letter, in `tx`. Raises what keeps it from having one."""
        if record.topic == HEARTBEAT:
            await inbox.note_heartbeats(tx, [decode_heartbeat(record)])
        else:
            await self.event_router.handle(tx, await inbox.accept(tx, [decode(record)]))

    async def take_heartbeats(self, records: Sequence[Record]) -> None:
        """Note what the sources promise, and what has thereby become complete."""
        async with self._batch(records) as tx:
            await inbox.note_heartbeats(tx, await self._decoded(tx, records, decode_heartbeat))
        for notify in self.on_progress:
            notify()

    def _incarnation(self, record: Record) -> UUID | None:
        return self._incarnations.get(TopicPartition(record.topic, record.partition))

    def _origin(self) -> Origin:
        return Origin(f"subscription:{self.service}", str(new_id()))

    async def _decoded(
        self, tx: Transaction, records: Sequence[Record], read: Callable[[Record], FromSource]
    ) -> list[FromSource]:
        """What `records` hold of the sources that are subscribed to; bytes without a meaning are buried."""
        decoded = []
        for record in records:
            try:
                decoded.append(read(record))
            except UndecodableError as error:
                await dead_letters.bury(tx, record, self._incarnation(record), str(error))
        return [one for one in decoded if one.source in self.sources]


def _without(decoded: Sequence[Envelope], new: Sequence[Envelope]) -> list[Envelope]:
    """Those of `decoded` that are not `new`."""
    places = {(one.epoch, one.sequence) for one in new}
    return [one for one in decoded if (one.epoch, one.sequence) not in places]


def _clock() -> float:
    return asyncio.get_running_loop().time()
