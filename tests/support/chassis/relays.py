"""Relays whose bus can be watched, stopped in the middle, and broken."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from chassis.bus import Bus, BusError, Consumer, Message, Offsets, Publisher, TopicPartition
from chassis.bus.topics import HEARTBEAT
from chassis.database import Database
from chassis.ledger.events import Envelope, Heartbeat, decode, decode_heartbeat
from chassis.messaging.relay import Relay
from chassis.messaging.subscription import Subscription
from chassis.timers import Timers
from tests.support.chassis.arrivals import TOPIC

Step = Callable[[Sequence[Message]], Awaitable[None]]


async def _nothing(_: Sequence[Message]) -> None:
    """Go on."""


@dataclass
class HookedBus:
    """A real bus, with something done before and after each batch is sent."""

    bus: Bus
    before: Step = _nothing
    after: Step = _nothing
    opened: int = field(default=0, init=False)

    async def create_topics(self, topics: Collection[str]) -> None:
        await self.bus.create_topics(topics)

    async def open_publisher(self) -> Publisher:
        self.opened += 1
        return HookedPublisher(self, await self.bus.open_publisher())

    async def open_consumer(self, group: str, topics: Collection[str], resume_at: Offsets) -> Consumer:
        return await self.bus.open_consumer(group, topics, resume_at)

    async def close(self) -> None:
        await self.bus.close()


@dataclass
class HookedPublisher:
    """Sends, with the bus's steps around it. Broken by the first error, as the protocol says."""

    hooked: HookedBus
    publisher: Publisher
    broken: bool = False

    async def publish(self, messages: Sequence[Message]) -> None:
        if self.broken:
            raise AssertionError("a publisher was used again after an error")
        try:
            await self.hooked.before(messages)
            await self.publisher.publish(messages)
            await self.hooked.after(messages)
        except BusError:
            self.broken = True
            raise

    async def incarnation(self, topic: str) -> UUID:
        return await self.publisher.incarnation(topic)

    async def close(self) -> None:
        await self.publisher.close()


def tells(messages: Sequence[Message]) -> bool:
    """Whether these are events, and not a heartbeat."""
    return messages[0].topic != HEARTBEAT


def relay(database: Database, bus: Bus) -> Relay:
    """A relay of the notebook in `database`."""
    return Relay(database, bus, "notebook")


@asynccontextmanager
async def running(*parts: Relay | Subscription | Timers) -> AsyncIterator[None]:
    """Let `parts` run; none of them may end by itself."""
    tasks = [asyncio.create_task(part.run()) for part in parts]
    try:
        yield
        assert not any(task.done() for task in tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def published(bus: Bus) -> tuple[list[Envelope], list[Heartbeat]]:
    """All that is on the bus: the notebook's events and heartbeats."""

    async def from_the_beginning(_: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        return {}

    topics = [TOPIC, HEARTBEAT]
    await bus.create_topics(topics)
    consumer = await bus.open_consumer("test", topics, from_the_beginning)
    events, beats = list[Envelope](), list[Heartbeat]()
    try:
        while batches := await consumer.poll(timeout=0.0, limit=10_000):
            for partition, records in batches.items():
                if partition.topic == TOPIC:
                    events += map(decode, records)
                else:
                    beats += map(decode_heartbeat, records)
        return events, beats
    finally:
        await consumer.close()


async def sequences(bus: Bus) -> list[int]:
    """The sequences of the events on the bus, as they were sent."""
    return [event.sequence for event in (await published(bus))[0]]
