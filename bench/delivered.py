"""What is on a bus, so that we and a floor can be seen to have delivered the same."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from bench.client import UnexpectedAnswer, within
from chassis import bus
from chassis.base.identifiers import new_id
from chassis.bus import TopicPartition
from chassis.bus.protocol import Headers

PATIENCE, AT_ONCE = 300.0, 1000


def digest(key: bytes | None, headers: Headers, value: bytes | None) -> bytes:
    """The same for messages that are alike to a reader, topic and place aside."""
    return hashlib.sha256(repr((key, headers, value)).encode()).digest()


async def delivered(bus_url: str, topic: str) -> set[bytes]:
    """The digest of each message that is on `topic` now, however often it was sent."""
    found: set[bytes] = set()
    carrier = bus.connect(bus_url)
    consumer = await carrier.open_consumer(f"bench-{new_id()}", [topic], _from_the_first)
    try:
        async with within(PATIENCE, f"all of {topic}"):
            while sum((await consumer.lag()).values()):
                records = await consumer.poll(timeout=1, limit=AT_ONCE)
                found |= {
                    digest(one.key, one.headers, one.value) for some in records.values() for one in some
                }
    finally:
        await consumer.close()
        await carrier.close()
    return found


async def _from_the_first(_: Mapping[TopicPartition, UUID]) -> Mapping[TopicPartition, int]:
    return {}


def check_delivered(ours: set[bytes], floors: set[bytes], number: int) -> None:
    """Raise `UnexpectedAnswer` unless both have delivered the same `number` of messages."""
    differing = len(ours ^ floors)
    if differing or len(ours) != number:
        raise UnexpectedAnswer(f"{len(ours)} of {number} messages are there; {differing} only here or there")
