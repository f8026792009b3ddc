"""Each service can do on Kafka what it does in production, and nothing else."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from chassis.bus import BusError, Message, TopicPartition
from chassis.bus.kafka import KafkaBus
from chassis.bus.topics import HEARTBEAT
from chassis.ledger.events import topic_of
from chassis.process.service import Service
from operations.kafka.principals import SERVICES
from operations.kafka.settings import KafkaSettings
from tests.integration.kafka.conftest import PASSWORDS, changes
from tests.support.kafka.secured import SecuredKafkaBroker

TOPICS = {*(topic_of(service.name) for service in SERVICES), HEARTBEAT}


@asynccontextmanager
async def bus_of(service: str, broker: SecuredKafkaBroker) -> AsyncIterator[KafkaBus]:
    security = broker.as_user(service, PASSWORDS[service])
    bus = KafkaBus(broker.bootstrap, security=security, send_timeout=5.0, open_timeout=5.0)
    try:
        yield bus
    finally:
        await bus.close()


async def from_the_beginning(*_: object) -> Mapping[TopicPartition, int]:
    return {}


async def publish(bus: KafkaBus, topic: str, value: str) -> None:
    publisher = await bus.open_publisher()
    try:
        await publisher.publish([Message(topic, "KEN", value.encode())])
    finally:
        await publisher.close()


async def read(bus: KafkaBus, group: str, topics: Collection[str]) -> None:
    """Join `group` and read once."""
    consumer = await bus.open_consumer(group, topics, from_the_beginning)
    try:
        await consumer.poll(timeout=0.5, limit=10)
        await consumer.lag()
    finally:
        await consumer.close()


def read_by(service: Service) -> set[str]:
    return {*map(topic_of, service.sources), HEARTBEAT}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_a_service_reads_its_sources_and_writes_its_own_topic_and_nothing_else(
    secured_kafka: SecuredKafkaBroker, settings: KafkaSettings, service: Service
) -> None:
    await changes(settings)
    group, own = f"compact.{service.name}", topic_of(service.name)
    async with bus_of(service.name, secured_kafka) as bus:
        await bus.create_topics([own, *read_by(service)])
        await publish(bus, own, uuid4().hex)
        await publish(bus, HEARTBEAT, uuid4().hex)
        await read(bus, group, read_by(service))

        for topic in TOPICS - {own, HEARTBEAT}:
            with pytest.raises(BusError, match="Authorization"):
                await publish(bus, topic, "forged")
        with pytest.raises(BusError):
            await read(bus, "compact.another", read_by(service))
        for topic in TOPICS - read_by(service):
            with pytest.raises(BusError):
                await read(bus, group, [topic])


async def test_a_wrong_password_and_a_topic_of_ones_own_are_refused(
    secured_kafka: SecuredKafkaBroker, settings: KafkaSettings
) -> None:
    await changes(settings)
    async with bus_of("review", secured_kafka) as bus:
        with pytest.raises(BusError, match=r"may not make it|Authorization"):
            await bus.create_topics(["compact.invented"])
    guessing = KafkaBus(secured_kafka.bootstrap, security=secured_kafka.as_user("review", "guessed"))
    with pytest.raises(BusError):
        await guessing.open_publisher()
    await guessing.close()
