"""The two buses, so that one suite can be run against both."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from chassis.bus import Bus
from chassis.bus.kafka import KafkaBus
from chassis.bus.postgres import PostgresBus
from chassis.local_postgres.server import PostgresServer
from tests.support.chassis.kafka_topics import delete_topics
from tests.support.kafka.broker import KafkaBroker


class Server(Protocol):
    """What a bus runs on, and what can befall it."""

    def start(self) -> object: ...
    def kill(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...


@dataclass(frozen=True, slots=True)
class FragileBus:
    """An impatient bus on a server of its own."""

    bus: Bus
    server: Server


OpenBus = Callable[..., Bus]
Remake = Callable[[str], Awaitable[None]]


@pytest.fixture(params=["postgres", "kafka"])
def open_bus(request: pytest.FixtureRequest) -> OpenBus:
    """Opens a bus with the bounds that are given, on a server that others use too."""
    if request.param == "kafka":
        bootstrap = request.getfixturevalue("kafka_bootstrap")
        return lambda **bounds: KafkaBus(bootstrap, **bounds)
    url = request.getfixturevalue("bus_url")
    return lambda **bounds: PostgresBus(url, **bounds)


@pytest_asyncio.fixture
async def bus(open_bus: OpenBus) -> AsyncIterator[Bus]:
    opened = open_bus()
    yield opened
    await opened.close()


@pytest.fixture
def remake(bus: Bus, request: pytest.FixtureRequest) -> Remake:
    """Deletes a topic and makes it anew."""

    async def do(topic: str) -> None:
        if isinstance(bus, KafkaBus):
            await delete_topics(request.getfixturevalue("kafka_bootstrap"), [topic])
        else:
            await _delete_from_postgres(request.getfixturevalue("bus_url"), topic)
        await bus.create_topics([topic])

    return do


async def _delete_from_postgres(url: str, topic: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("DELETE FROM message WHERE topic = $1", topic)
    await connection.execute("DELETE FROM topic WHERE name = $1", topic)
    await connection.close()


@pytest_asyncio.fixture
async def kafka_bus(kafka_bootstrap: str) -> AsyncIterator[KafkaBus]:
    opened = KafkaBus(kafka_bootstrap, stall_after=2.0)
    yield opened
    await opened.close()


@pytest.fixture(params=["postgres", "kafka"])
def fragile(request: pytest.FixtureRequest) -> FragileBus:
    if request.param == "kafka":
        broker: KafkaBroker = request.getfixturevalue("own_kafka_broker")
        return FragileBus(KafkaBus(broker.bootstrap, send_timeout=2.0, silence_limit=2.0), broker)
    server: PostgresServer = request.getfixturevalue("own_postgres_server")
    server.ensure_database("bus")
    return FragileBus(PostgresBus(server.url("bus"), send_timeout=2.0, silence_limit=2.0), server)


@pytest.fixture
def topic() -> str:
    """The name of a topic that no other test uses."""
    return f"compact.test.{uuid4().hex}"


@pytest.fixture
def group() -> str:
    """The name of a group that no other test uses."""
    return f"compact.readers.{uuid4().hex}"
