"""What only Kafka can do to a reader: rebalances, clients that stop moving, bytes that break the client."""

import asyncio
import struct
from collections import defaultdict
from collections.abc import Collection, Mapping

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.record.util import calc_crc32c

from chassis.bus import Consumer, Message, StalledError, TopicPartition
from chassis.bus.kafka import KafkaBus
from tests.integration.bus.readers import closing, messages, poll_for_ever, publish, read, reader, values


class Ledger:
    """Checkpoints that all members share, and what took effect by them."""

    def __init__(self) -> None:
        self.reached: dict[TopicPartition, int] = {}
        self.effects: dict[bytes | None, list[bytes | None]] = defaultdict(list)

    async def resume_at(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        return {partition: self.reached[partition] for partition in partitions if partition in self.reached}

    async def take(self, consumer: Consumer) -> int:
        """Let the next records take effect, unless another member was faster."""
        batches = await consumer.poll(timeout=0.5, limit=50)
        for partition, records in batches.items():
            for record in records:
                if record.offset == self.reached.get(partition, 0):
                    self.reached[partition] = record.offset + 1
                    self.effects[record.key].append(record.value)
        return sum(map(len, batches.values()))

    @property
    def size(self) -> int:
        return sum(map(len, self.effects.values()))


async def test_nothing_is_lost_when_a_member_joins_in_mid_stream(
    kafka_bus: KafkaBus, topic: str, group: str
) -> None:
    keys = [f"party-{n}" for n in range(30)]
    await kafka_bus.create_topics([topic])
    await publish(kafka_bus, *(Message(topic, key, b"%d" % n) for n in range(100) for key in keys))
    ledger = Ledger()
    taken_by_second = 0
    async with reader(kafka_bus, group, topic, resume_at=ledger.resume_at) as first:
        while ledger.size < 500:
            await ledger.take(first)
        joining = asyncio.create_task(kafka_bus.open_consumer(group, [topic], ledger.resume_at))
        while not joining.done():
            await ledger.take(first) if ledger.size < 2000 else await asyncio.wait([joining])
        async with closing(await joining) as second, asyncio.timeout(60.0):
            # What is left may all be in partitions that stay with the first; of this, each gets some.
            more = (Message(topic, key, b"%d" % n) for n in range(100, 120) for key in keys)
            await publish(kafka_bus, *more)
            while ledger.size < 3600:
                _, taken = await asyncio.gather(ledger.take(first), ledger.take(second))
                taken_by_second += taken
    assert ledger.effects == {key.encode(): [b"%d" % n for n in range(120)] for key in keys}
    assert taken_by_second > 0


async def test_a_client_that_no_longer_fetches_is_found_out(
    kafka_bus: KafkaBus, topic: str, group: str
) -> None:
    await kafka_bus.create_topics([topic])
    async with reader(kafka_bus, group, topic) as consumer:
        consumer._client._fetcher._fetch_task.cancel()  # type: ignore[attr-defined]  # as its faults do
        await publish(kafka_bus, *messages(topic, 1))
        async with asyncio.timeout(20.0):
            with pytest.raises(StalledError, match="rests at 0 of 1"):
                await poll_for_ever(consumer)


async def test_a_client_without_lag_is_not_stalled(kafka_bus: KafkaBus, topic: str, group: str) -> None:
    await kafka_bus.create_topics([topic])
    async with reader(kafka_bus, group, topic) as consumer:
        for _ in range(4):
            assert not await consumer.poll(timeout=1.0, limit=10)


async def test_more_members_than_partitions_wait_in_peace(kafka_bus: KafkaBus, group: str) -> None:
    await kafka_bus.create_topics(["compact.heartbeat"])
    one, other = (reader(kafka_bus, group, "compact.heartbeat") for _ in range(2))
    async with one as first, other as second:
        assert sorted([len(await first.lag()), len(await second.lag())]) == [0, 1]


async def test_a_header_that_the_client_cannot_decode_costs_its_record_only(
    kafka_bus: KafkaBus, kafka_bootstrap: str, topic: str, group: str
) -> None:
    await kafka_bus.create_topics([topic])
    await publish(kafka_bus, Message(topic, "NAM", b"before"))
    async with reader(kafka_bus, f"{group}.probe", topic) as probe:
        (before,) = await read(probe, 1)
    await send_undecodable(kafka_bootstrap, TopicPartition(topic, before.partition))
    await publish(kafka_bus, Message(topic, "NAM", b"after"))
    async with reader(kafka_bus, group, topic) as consumer:
        records = await read(consumer, 4)
    assert values(records) == [b"before", b"fine", None, b"after"]
    assert [record.offset for record in records] == [0, 1, 2, 3]


async def send_undecodable(bootstrap: str, to: TopicPartition) -> None:
    """Send a batch of two; the second has a header whose name is not UTF-8."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        batch = producer.create_batch()
        batch.append(key=b"NAM", value=b"fine", timestamp=None, headers=[])
        batch.append(key=b"NAM", value=b"odd", timestamp=None, headers=[("name", b"")])
        built = bytearray(batch._build()).replace(b"name", b"\xff\xfe\xfd\xfc")
        built[17:21] = struct.pack(">I", calc_crc32c(bytes(built[21:])))
        batch._buffer = bytes(built)
        await (await producer.send_batch(batch, to.topic, partition=to.partition))
