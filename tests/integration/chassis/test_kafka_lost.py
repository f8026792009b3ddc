"""Kafka is lost, or its topics are made anew: they fill again from the ledgers, and readers miss nothing."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from chassis.bus.kafka import KafkaBus
from chassis.bus.topics import HEARTBEAT
from chassis.database import Database
from chassis.process.runtime import Runtime
from chassis.testing import eventually
from tests.support.chassis.arrivals import TOPIC, buried, covered, kept, subscription
from tests.support.chassis.fixtures import MakeNotebookDatabase
from tests.support.chassis.kafka_topics import delete_topics
from tests.support.chassis.ledgers import head
from tests.support.chassis.publishing import write
from tests.support.chassis.relays import relay, running
from tests.support.kafka.broker import KafkaBroker

WITHIN = 40.0


def lose_disks(broker: KafkaBroker) -> None:
    """Let an empty broker take the place of this one."""
    broker.kill()
    shutil.rmtree(broker.data_dir)
    broker.start()


@pytest_asyncio.fixture
async def bus(own_kafka_broker: KafkaBroker) -> AsyncIterator[KafkaBus]:
    opened = KafkaBus(own_kafka_broker.bootstrap)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def reader(make_notebook_database: MakeNotebookDatabase) -> Database:
    return await make_notebook_database()


async def until_complete(notebook: Runtime, reader: Database) -> None:
    """Until `reader` knows that it has all that the notebook ever said; and each had one effect."""

    async def complete() -> bool:
        ledger = await head(notebook.database)
        return bool(await covered(reader, ledger.epoch) == ledger.sequence)

    await eventually(complete, within=WITHIN, every=0.1)
    last = (await head(notebook.database)).sequence
    assert await kept(reader) == dict.fromkeys(range(1, last + 1), 1)
    assert await buried(reader) == []


async def test_a_reader_that_was_behind_misses_nothing(
    notebook: Runtime, reader: Database, bus: KafkaBus, own_kafka_broker: KafkaBroker
) -> None:
    publishing = relay(notebook.database, bus)

    async def all_is_sent() -> bool:
        return publishing.published >= 30

    await write(notebook.database, 10)
    async with running(publishing, subscription(reader, bus)):
        await until_complete(notebook, reader)
    await write(notebook.database, 20)
    async with running(publishing):
        await eventually(all_is_sent, within=WITHIN)
    lose_disks(own_kafka_broker)
    async with running(publishing, subscription(reader, bus)):
        await until_complete(notebook, reader)


async def test_a_reader_that_was_ahead_skips_nothing_of_the_longer_topic(
    notebook: Runtime, reader: Database, bus: KafkaBus, own_kafka_broker: KafkaBroker
) -> None:
    publishing = relay(notebook.database, bus)
    await write(notebook.database, 20)
    async with running(publishing, subscription(reader, bus)):
        await until_complete(notebook, reader)
    lose_disks(own_kafka_broker)
    already = publishing.published

    async def the_topic_is_longer() -> bool:
        return publishing.published >= already + 60

    await write(notebook.database, 60)
    async with running(publishing):
        await eventually(the_topic_is_longer, within=WITHIN)
    async with running(publishing, subscription(reader, bus)):
        await until_complete(notebook, reader)


async def lose(broker: KafkaBroker) -> None:
    """All of Kafka."""
    lose_disks(broker)


async def make_topics_anew(broker: KafkaBroker) -> None:
    """No connection ends: clients do not notice by themselves."""
    topics = [TOPIC, HEARTBEAT]
    await delete_topics(broker.bootstrap, topics)
    bus = KafkaBus(broker.bootstrap)
    await bus.create_topics(topics)
    await bus.close()


@pytest.mark.parametrize("happens", [lose, make_topics_anew])
async def test_what_happens_while_everything_runs_has_no_visible_effect(
    notebook: Runtime,
    make_notebook_database: MakeNotebookDatabase,
    bus: KafkaBus,
    own_kafka_broker: KafkaBroker,
    happens: Callable[[KafkaBroker], Awaitable[None]],
) -> None:
    reader, latecomer = await make_notebook_database(), await make_notebook_database()
    publishing = relay(notebook.database, bus)
    await write(notebook.database, 20)
    async with running(publishing, subscription(reader, bus)):
        await until_complete(notebook, reader)
        await happens(own_kafka_broker)
        await write(notebook.database, 60)
        await until_complete(notebook, reader)
    async with running(publishing, subscription(latecomer, bus)):
        await until_complete(notebook, latecomer)


async def test_no_new_producer_is_taken_for_one_of_before(
    bus: KafkaBus, own_kafka_broker: KafkaBroker
) -> None:
    """An empty cluster gives the same ids again."""
    former = await bus.open_publisher()
    await former.close()
    lose_disks(own_kafka_broker)
    publisher = await bus.open_publisher()
    await publisher.close()
    assert publisher.producer_id != former.producer_id
