"""What every bus promises. Each test runs on PostgreSQL and on Kafka."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress
from uuid import UUID

import pytest

from chassis.bus import Bus, BusError, Message, ReplacedError, TopicPartition
from chassis.testing import eventually
from tests.integration.bus.conftest import OpenBus, Remake
from tests.integration.bus.readers import closing, messages, poll_for_ever, publish, read, reader, values


async def test_what_was_acknowledged_is_read(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])
    await publish(bus, *messages(topic, 3))
    async with reader(bus, group, topic) as consumer:
        records = await read(consumer, 3)
    assert values(records) == [b"0", b"1", b"2"]
    assert {record.topic for record in records} == {topic}
    assert {record.key for record in records} == {b"NAM"}


async def test_a_waiting_reader_is_woken_by_a_message(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])
    async with reader(bus, group, topic) as consumer:
        waiting = asyncio.create_task(consumer.poll(timeout=30.0, limit=10))
        await publish(bus, *messages(topic, 1))
        async with asyncio.timeout(10.0):
            (records,) = (await waiting).values()
    assert values(records) == [b"0"]


async def test_one_key_keeps_its_order_while_many_publish(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])

    async def publish_slowly(key: str) -> None:
        publisher = await bus.open_publisher()
        numbered = messages(topic, 200, key=key)
        for start in range(0, 200, 10):
            await publisher.publish(numbered[start : start + 10])
        await publisher.close()

    keys = ["KEN", "NAM", "PER", "FJI"]
    await asyncio.gather(*map(publish_slowly, keys))
    async with reader(bus, group, topic) as consumer:
        records = await read(consumer, 800)
    by_key = defaultdict(list)
    for record in records:
        by_key[record.key].append(record.value)
    assert by_key == {key.encode(): [str(n).encode() for n in range(200)] for key in keys}


async def test_any_bytes_travel_unchanged(bus: Bus, topic: str, group: str) -> None:
    odd = (("h", b"1"), ("h", b"2"), ("", b""), ("naïve\0name", bytes(range(256))))
    sent = [
        Message(topic, "", b"", odd),
        Message(topic, "", bytes(range(256)) * 1000),
        Message(topic, "", None, odd),  # type: ignore[arg-type]  # other producers may send a tombstone
    ]
    await bus.create_topics([topic])
    await publish(bus, *sent)
    async with reader(bus, group, topic) as consumer:
        records = await read(consumer, 3)
    assert [(r.key, r.value, r.headers) for r in records] == [(b"", m.value, m.headers) for m in sent]


async def test_a_reader_resumes_where_it_says(bus: Bus, topic: str, group: str) -> None:
    known, unknown = f"{topic}.known", f"{topic}.unknown"
    await bus.create_topics([known, unknown])
    await publish(bus, *messages(known, 10), *messages(unknown, 10))

    async def resume(partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        return {partition: 7 for partition in partitions if partition.topic == known}

    async with reader(bus, group, known, unknown, resume_at=resume) as consumer:
        records = await read(consumer, 13)
    assert values([r for r in records if r.topic == known]) == [b"7", b"8", b"9"]
    assert values([r for r in records if r.topic == unknown]) == [str(n).encode() for n in range(10)]


async def test_a_place_that_never_was_means_the_beginning(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])
    await publish(bus, *messages(topic, 2))

    async def resume(partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        return dict.fromkeys(partitions, 1_000)

    async with reader(bus, group, topic, resume_at=resume) as consumer:
        assert values(await read(consumer, 2)) == [b"0", b"1"]


async def test_what_resuming_raises_reaches_the_reader(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])

    async def fail(_: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        raise LookupError("the checkpoints are not there")

    with pytest.raises(LookupError, match="checkpoints"):
        await bus.open_consumer(group, [topic], fail)


async def test_another_member_takes_over_when_the_first_leaves(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])
    reached: dict[TopicPartition, int] = {}

    async def resume(_: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        return reached

    first = await bus.open_consumer(group, [topic], resume)
    await publish(bus, *messages(topic, 5))
    for record in await read(first, 5):
        reached[TopicPartition(topic, record.partition)] = record.offset + 1
    joining = asyncio.create_task(bus.open_consumer(group, [topic], resume))
    while not joining.done():
        assert not await first.poll(timeout=0.05, limit=10)
    async with closing(await joining) as second:
        await first.close()
        await publish(bus, *messages(topic, 10)[5:])
        assert values(await read(second, 5)) == [b"5", b"6", b"7", b"8", b"9"]


async def test_every_group_reads_everything(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])
    await publish(bus, *messages(topic, 20))
    async with reader(bus, f"{group}.a", topic) as one, reader(bus, f"{group}.b", topic) as other:
        assert values(await read(one, 20)) == values(await read(other, 20))


async def test_a_poll_returns_no_more_than_its_limit(bus: Bus, topic: str, group: str) -> None:
    topics = [f"{topic}.a", f"{topic}.b"]
    await bus.create_topics(topics)
    await publish(bus, *messages(topics[0], 10), *messages(topics[1], 10))
    seen = 0
    async with reader(bus, group, *topics) as consumer:
        while seen < 20:
            batches = await consumer.poll(timeout=1.0, limit=3)
            assert sum(map(len, batches.values())) <= 3
            seen += sum(map(len, batches.values()))


async def test_a_long_topic_does_not_keep_another_waiting(bus: Bus, topic: str, group: str) -> None:
    long, short = f"{topic}.long", f"{topic}.short"
    await bus.create_topics([long, short])
    await publish(bus, *messages(long, 1000), *messages(short, 1))
    async with reader(bus, group, long, short) as consumer:
        seen = await read(consumer, 1)
        while not any(record.topic == short for record in seen):
            seen += await read(consumer, 1, limit=200)
    assert len(seen) <= 1001


async def test_seek_reads_again(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])
    await publish(bus, *messages(topic, 5))
    async with reader(bus, group, topic) as consumer:
        records = await read(consumer, 5)
        await consumer.seek(TopicPartition(topic, records[0].partition), 3)
        assert values(await read(consumer, 2)) == [b"3", b"4"]


async def test_seek_of_a_partition_that_is_not_ours_does_nothing(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])
    await publish(bus, *messages(topic, 1))
    async with reader(bus, group, topic) as consumer:
        await consumer.seek(TopicPartition(topic, 99), 0)
        await consumer.seek(TopicPartition("compact.elsewhere", 0), 0)
        assert values(await read(consumer, 1)) == [b"0"]


async def test_lag_counts_what_is_not_read(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])
    await publish(bus, *messages(topic, 5))
    async with reader(bus, group, topic) as consumer:
        assert sum((await consumer.lag()).values()) == 5
        await read(consumer, 5)
        assert sum((await consumer.lag()).values()) == 0


async def test_ten_thousand_messages_pass_in_one_batch(bus: Bus, topic: str, group: str) -> None:
    await bus.create_topics([topic])
    sent = [Message(topic, f"party-{n % 50}", f"{n}".encode().ljust(1000)) for n in range(10_000)]
    await publish(bus, *sent)
    async with reader(bus, group, topic) as consumer:
        records = await read(consumer, 10_000)
    assert sorted(record.value or b"" for record in records) == sorted(message.value for message in sent)


async def test_topics_may_be_made_by_many_at_the_same_time(bus: Bus, topic: str, group: str) -> None:
    await asyncio.gather(*(bus.create_topics([f"{topic}.{n}" for n in range(4)]) for _ in range(6)))
    await publish(bus, *messages(f"{topic}.3", 1))
    async with reader(bus, group, f"{topic}.3") as consumer:
        assert values(await read(consumer, 1)) == [b"0"]


async def test_publishing_to_no_topic_fails_and_breaks_the_publisher(open_bus: OpenBus, topic: str) -> None:
    bus = open_bus(send_timeout=2.0)
    await bus.create_topics([topic])
    publisher = await bus.open_publisher()
    with pytest.raises(BusError):
        await publisher.publish(messages(f"{topic}.misspelt", 1))
    with pytest.raises(BusError, match="replaced"):
        await publisher.publish(messages(topic, 1))
    await publisher.close()
    await bus.close()


async def test_a_topic_that_was_made_anew_is_another_incarnation(
    bus: Bus, remake: Remake, topic: str
) -> None:
    await bus.create_topics([topic])
    publisher = await bus.open_publisher()
    former = await publisher.incarnation(topic)
    await bus.create_topics([topic])
    assert await publisher.incarnation(topic) == former
    await remake(topic)

    async def another() -> bool:
        with suppress(BusError):  # for a moment no broker knows it
            return await publisher.incarnation(topic) != former
        return False

    await eventually(another)
    await publisher.close()


async def test_a_topic_that_is_not_there_has_no_incarnation(bus: Bus, topic: str) -> None:
    publisher = await bus.open_publisher()
    with pytest.raises(BusError, match=f"no topic {topic}"):
        await publisher.incarnation(topic)
    await publisher.close()


async def test_who_resumes_is_told_the_incarnations(bus: Bus, topic: str, group: str) -> None:
    topics = [f"{topic}.a", f"{topic}.b"]
    await bus.create_topics(topics)
    told: dict[str, UUID] = {}

    async def resume(incarnations: Mapping[TopicPartition, UUID]) -> Mapping[TopicPartition, int]:
        told.update({partition.topic: one for partition, one in incarnations.items()})
        return {}

    async with reader(bus, group, *topics, resume_at=resume):
        publisher = await bus.open_publisher()
        assert told == {topic: await publisher.incarnation(topic) for topic in topics}
        await publisher.close()


async def test_a_living_reader_is_told_that_its_topic_was_made_anew(
    bus: Bus, remake: Remake, topic: str, group: str
) -> None:
    """Even when the new one has grown past where the reader stands."""
    await bus.create_topics([topic])
    await publish(bus, *messages(topic, 3))
    async with reader(bus, group, topic) as consumer:
        await read(consumer, 3)
        await remake(topic)
        await publish(bus, *messages(topic, 10))
        async with asyncio.timeout(20.0):
            with pytest.raises(ReplacedError):
                await poll_for_ever(consumer)
