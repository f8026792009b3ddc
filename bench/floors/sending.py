"""The floors of the relay: the same messages, sent with nothing of ours."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import NamedTuple

import asyncpg
from aiokafka import AIOKafkaProducer

from bench.delivered import delivered, digest
from chassis import bus
from chassis.bus import Message
from chassis.bus.kafka import PRODUCER

TOPIC = "compact.floor"


class Sending(NamedTuple):
    """A way to send."""

    send: Callable[[Sequence[Message]], Awaitable[None]]
    sent: Callable[[], Awaitable[set[bytes]]]
    """The digest of each message that was sent."""


@asynccontextmanager
async def producing(bus_url: str) -> AsyncIterator[Sending]:
    """Sends by a producer with the settings of the relay's."""
    await bus.connect(bus_url).create_topics([TOPIC])
    producer = AIOKafkaProducer(bootstrap_servers=bus_url.removeprefix("kafka://"), **PRODUCER)

    async def send(messages: Sequence[Message]) -> None:
        acknowledged = [
            await producer.send(TOPIC, one.value, key=one.key.encode(), headers=list(one.headers))
            for one in messages
        ]
        await asyncio.gather(*acknowledged)

    try:
        await producer.start()
        yield Sending(send, lambda: delivered(bus_url, TOPIC))
    finally:
        await producer.stop()


@asynccontextmanager
async def copying(bus_url: str) -> AsyncIterator[Sending]:
    """Sends by COPY into a table like the bus's, one transaction each time."""
    connection = await asyncpg.connect(bus_url)
    offsets = count()

    async def send(messages: Sequence[Message]) -> None:
        records = ((TOPIC, next(offsets), one.key.encode(), _flat(one), one.value) for one in messages)
        columns = ["topic", "offset", "key", "headers", "value"]
        await connection.copy_records_to_table("floor", records=records, columns=columns)

    async def sent() -> set[bytes]:
        found = set()
        async with connection.transaction():
            async for row in connection.cursor("SELECT key, headers, value FROM floor"):
                pairs = zip(row["headers"][::2], row["headers"][1::2], strict=True)
                headers = tuple((name.decode(), value) for name, value in pairs)
                found.add(digest(row["key"], headers, row["value"]))
        return found

    try:
        await bus.connect(bus_url).create_topics([])
        await connection.execute("CREATE TABLE floor (LIKE message INCLUDING ALL)")
        yield Sending(send, sent)
    finally:
        await connection.close()


def _flat(message: Message) -> list[bytes]:
    return [part for name, value in message.headers for part in (name.encode(), value)]
