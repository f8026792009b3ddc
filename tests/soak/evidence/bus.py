"""The bus: every message of a topic from its beginning."""

from collections.abc import Collection, Mapping
from uuid import uuid4

from chassis import bus
from chassis.bus import Record, TopicPartition
from chassis.ledger.events import topic_of

PATIENCE = 1.0
AT_ONCE = 2000


async def read(url: str, services: Collection[str]) -> dict[str, list[Record]]:
    """What the topics of `services` hold, by service; in order within each partition."""
    found: dict[str, list[Record]] = {service: [] for service in services}
    by_topic = {topic_of(service): service for service in services}
    carrier = bus.connect(url)
    consumer = await carrier.open_consumer(f"soak.{uuid4().hex}", list(by_topic), _from_the_beginning)
    try:
        while any((await consumer.lag()).values()):
            batches = await consumer.poll(timeout=PATIENCE, limit=AT_ONCE)
            for partition, records in sorted(batches.items()):
                found[by_topic[partition.topic]] += records
    finally:
        await consumer.close()
        await carrier.close()
    return found


async def _from_the_beginning(_: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
    return {}
