"""A commitments service with the frameworks published, its neighbours, and clients of several parties."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import pytest_asyncio

from chassis.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from commitments import frameworks
from commitments.app import service
from commitments.loading import files
from tests.integration.commitments.neighbours import Registry, Review

STATE = "commitments:write observations:write reports:write reports:sign-off"
Speaking = Callable[[str], dict[str, str]]


@pytest_asyncio.fixture
async def runtime(open_service: OpenService) -> Runtime:
    runtime = await open_service(service)
    async with runtime.database.transaction() as tx:
        await frameworks.publish(tx, files.frameworks(), files.goals())
    return runtime


@pytest_asyncio.fixture
async def client(runtime: Runtime, issuer: TokenIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(runtime, issuer) as client:
        yield client


@pytest_asyncio.fixture
async def registry(runtime: Runtime) -> Registry:
    registry = Registry(runtime)
    await registry.registers("KEN", "UGA", "TZA")
    return registry


@pytest.fixture
def review(runtime: Runtime) -> Review:
    return Review(runtime)


@pytest.fixture
def speaking_for(issuer: TokenIssuer) -> Speaking:
    """The headers of a party's client."""
    return lambda party: issuer.headers(scopes=STATE, party=party, client=f"client-{party}")


@pytest.fixture
def secretariat(issuer: TokenIssuer) -> dict[str, str]:
    return issuer.headers(scopes="reports:review milestones:write", client="secretariat")
