"""One system for all drills. They follow each other in one order, and each leaves it well for the next."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.end_to_end.compose import scaled
from tests.end_to_end.compose.balancer import balancing
from tests.end_to_end.compose.drill_traffic import Traffic
from tests.support.compose.deployed import Deployed
from tests.support.compose.stack import Stack

ORDER = (
    "start",
    "containers",
    "doctor",
    "edge",
    "kafka_lost",
    "restored_to_an_earlier_point",
    "backup_and_restore",
    "main_job",  # from here on the ledgers are long
    "scaled_out",  # from here on every role has two replicas
    "upgrade",
    "own_servers",  # a system of its own, for which a parallel run has another worker
)
"""Of the files, whose names begin with `test_`."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the drills into their order, at the places that they have among all tests."""
    here = Path(__file__).parent
    places = [number for number, item in enumerate(items) if item.path.parent == here]
    drills = [items[place] for place in places]
    drills.sort(key=lambda item: ORDER.index(item.path.stem.removeprefix("test_")))
    for place, drill in zip(places, drills, strict=True):
        items[place] = drill


@pytest.fixture(scope="package")
def system(stack_images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The system of all drills, which may not have been started yet."""
    made = Stack(tmp_path_factory.mktemp("stack"), stack_images)
    try:
        yield made
    finally:
        made.down()


@pytest.fixture(scope="module")
def stack(system: Stack) -> Stack:
    """The system, up and well, whatever the file before has left."""
    if not system.is_well():
        system.up()
    return system


@pytest.fixture(scope="package")
def gateways(system: Stack) -> range:
    """The ports at which there may be a gateway, once the system has two replicas of every role."""
    ports = scaled.scale_out(system)
    system.up()
    return ports


@pytest_asyncio.fixture
async def traffic(stack: Stack, gateways: range) -> AsyncIterator[Traffic]:
    """Partners who reach the gateways of the scaled out system through a load balancer."""
    async with balancing(int(stack.gateway_url.rpartition(":")[2]), gateways):
        await Deployed(stack).command("commitments", "load-reference")
        partners = await Traffic.register(stack)
        try:
            yield partners
        finally:
            await partners.close()
