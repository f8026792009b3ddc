"""What publishers and readers notice when the bus dies or freezes, and how they go on afterwards."""

import asyncio
from collections.abc import Callable, Collection, Mapping

import pytest

from chassis.bus import BusError, TopicPartition
from chassis.testing.waiting import eventually
from tests.integration.bus.conftest import FragileBus, Server
from tests.integration.bus.readers import messages, poll_for_ever, publish, read, reader, values


def dies(server: Server) -> None:
    server.kill()


def freezes(server: Server) -> None:
    server.pause()


@pytest.mark.parametrize("happens", [dies, freezes])
async def test_an_outage_is_noticed_in_time_and_survived(
    fragile: FragileBus, happens: Callable[[Server], None], topic: str, group: str
) -> None:
    bus = fragile.bus
    await bus.create_topics([topic])
    publisher = await bus.open_publisher()
    reached: dict[TopicPartition, int] = {}

    async def resume(_: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        return reached

    consumer = await bus.open_consumer(group, [topic], resume)
    await publisher.publish(messages(topic, 3))
    for record in await read(consumer, 3):
        reached[TopicPartition(topic, record.partition)] = record.offset + 1

    happens(fragile.server)
    async with asyncio.timeout(10.0):
        with pytest.raises(BusError):
            await publisher.publish(messages(topic, 1))
        with pytest.raises(BusError):
            await poll_for_ever(consumer)
        with pytest.raises(BusError):
            await bus.open_publisher()
    async with asyncio.timeout(10.0):
        await publisher.close()
        await consumer.close()

    fragile.server.resume()
    fragile.server.start()
    await eventually(lambda: is_open(fragile), within=30.0, every=0.2)
    async with reader(bus, group, topic, resume_at=resume) as consumer:
        await publish(bus, *messages(topic, 5)[3:])
        seen: list[bytes | None] = []
        while seen[-2:] != [b"3", b"4"]:  # what was sent during the outage may be there or not
            seen += values(await read(consumer, 1))
    assert len(seen) <= 3
    await bus.close()


async def is_open(fragile: FragileBus) -> bool:
    try:
        publisher = await fragile.bus.open_publisher()
    except BusError:
        return False
    await publisher.close()
    return True
