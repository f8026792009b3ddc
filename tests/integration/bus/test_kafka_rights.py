"""In production services may not make topics: they do without, and say what is missing."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chassis.bus import BusError
from chassis.bus.kafka import KafkaBus
from chassis.bus.kafka_access import KafkaAccess
from chassis.bus.kafka_grants import reading, writing
from tests.integration.bus.readers import messages, publish, read, reader, values
from tests.support.kafka.secured import SecuredKafkaBroker


@pytest_asyncio.fixture
async def service_bus(secured_kafka: SecuredKafkaBroker, topic: str, group: str) -> AsyncIterator[KafkaBus]:
    """The bus of somebody who may read and write `topic`, which is there, and nothing else."""
    kafka, user = secured_kafka, f"user-of-{topic}"
    operators = KafkaBus(kafka.operators_bootstrap, security=kafka.as_operator())
    await operators.create_topics([topic])
    await operators.close()
    async with KafkaAccess(kafka.operators_bootstrap, kafka.as_operator()) as access:
        await access.ensure_user(user, "secret")
        await access.allow_only(user, reading([topic], group) | writing([topic]))
    bus = KafkaBus(kafka.bootstrap, security=kafka.as_user(user, "secret"))
    yield bus
    await bus.close()


async def test_who_may_not_make_topics_works_with_those_that_are_there(
    service_bus: KafkaBus, topic: str, group: str
) -> None:
    await service_bus.create_topics([topic])
    await publish(service_bus, *messages(topic, 1))
    async with reader(service_bus, group, topic) as consumer:
        assert values(await read(consumer, 1)) == [b"0"]


async def test_who_may_not_make_topics_says_which_is_missing_and_what_makes_it(
    service_bus: KafkaBus, topic: str
) -> None:
    with pytest.raises(BusError, match=rf"^topic {topic}\.other is not there .* kafka-setup makes it$"):
        await service_bus.create_topics([topic, f"{topic}.other"])
