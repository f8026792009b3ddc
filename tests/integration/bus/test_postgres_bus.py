"""What is particular to the PostgreSQL bus."""

from uuid import uuid4

import asyncpg
import pytest

from chassis.bus import postgres_publisher
from chassis.bus.postgres import PostgresBus
from chassis.local_postgres.access import PostgresAccess
from chassis.testing.waiting import eventually
from tests.integration.bus.readers import messages, publish, read, reader, values


async def test_old_messages_go_and_a_reader_starts_at_what_is_left(
    bus_url: str, topic: str, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_publisher, "_PRUNE_EVERY", 0.0)
    forgetful, bus = PostgresBus(bus_url, retention=0.0), PostgresBus(bus_url)
    await bus.create_topics([topic])
    publisher = await forgetful.open_publisher()
    await publisher.publish(messages(topic, 5))

    async with reader(bus, group, topic) as consumer:

        async def everything_is_pruned() -> bool:
            return sum((await consumer.lag()).values()) == 0

        await eventually(everything_is_pruned)
        await publisher.close()
        keeping = await bus.open_publisher()
        await keeping.publish(messages(topic, 6)[5:])
        await keeping.close()
        (left,) = await read(consumer, 1)
    assert (left.offset, left.value) == (5, b"5")


async def test_a_second_member_stands_by(bus_url: str, topic: str, group: str) -> None:
    bus = PostgresBus(bus_url)
    await bus.create_topics([topic])
    async with reader(bus, group, topic) as active, reader(bus, group, topic) as standby:
        publisher = await bus.open_publisher()
        await publisher.publish(messages(topic, 1))
        await publisher.close()
        assert values(await read(active, 1)) == [b"0"]
        assert not await standby.poll(timeout=0.0, limit=10)
        assert not await standby.lag()


async def test_topics_of_the_release_before_get_incarnations_and_keep_their_messages(
    postgres_server: PostgresAccess, topic: str, group: str
) -> None:
    name = f"former_{uuid4().hex}"
    postgres_server.ensure_database(name)
    bus = PostgresBus(postgres_server.url(name))
    await bus.create_topics([topic])
    await publish(bus, *messages(topic, 1))
    connection = await asyncpg.connect(postgres_server.url(name))
    await connection.execute("ALTER TABLE topic DROP COLUMN incarnation")
    await connection.close()

    async with reader(bus, group, topic) as consumer:
        assert values(await read(consumer, 1)) == [b"0"]
