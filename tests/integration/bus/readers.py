"""Readers for the tests of the buses."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager

from chassis.bus import Bus, Consumer, Message, Record, TopicPartition
from chassis.bus.protocol import Offsets

WITHIN = 30.0


async def from_the_beginning(_: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
    return {}


@asynccontextmanager
async def reader(
    bus: Bus, group: str, *topics: str, resume_at: Offsets = from_the_beginning
) -> AsyncIterator[Consumer]:
    async with closing(await bus.open_consumer(group, topics, resume_at)) as consumer:
        yield consumer


@asynccontextmanager
async def closing(consumer: Consumer) -> AsyncIterator[Consumer]:
    try:
        yield consumer
    finally:
        await consumer.close()


async def publish(bus: Bus, *messages: Message) -> None:
    publisher = await bus.open_publisher()
    try:
        await publisher.publish(messages)
    finally:
        await publisher.close()


async def read(consumer: Consumer, number: int, *, limit: int = 500) -> list[Record]:
    """The next records, `number` of them or more."""
    found: list[Record] = []
    async with asyncio.timeout(WITHIN):
        while len(found) < number:
            batches = await consumer.poll(timeout=1.0, limit=limit)
            found += [record for records in batches.values() for record in records]
    return found


async def poll_for_ever(consumer: Consumer) -> None:
    while True:
        await consumer.poll(timeout=0.5, limit=10)


def messages(topic: str, number: int, *, key: str = "NAM") -> list[Message]:
    """Messages that are numbered from 0."""
    return [Message(topic, key, str(n).encode()) for n in range(number)]


def values(records: Collection[Record]) -> list[bytes | None]:
    return [record.value for record in records]
