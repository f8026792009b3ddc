"""A commitments service with the frameworks published, its neighbours, and the clients of several parties."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from commitments.app import service
from tests.integration.commitments.authors import Party
from tests.integration.commitments.neighbours import Registry, Review
from tests.support.references import FRAMEWORKS

_SIGN_OFF = "commitments:sign-off reports:sign-off"
STATE = f"commitments:write commitments:publish observations:write reports:write {_SIGN_OFF}"


@pytest_asyncio.fixture
async def runtime(open_service: OpenService) -> Runtime:
    return await open_service(service, FRAMEWORKS)


@pytest_asyncio.fixture
async def client(runtime: Runtime, issuer: TokenIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(runtime, issuer) as client:
        yield client


@pytest_asyncio.fixture
async def registry(runtime: Runtime) -> Registry:
    registry = Registry(runtime)
    await registry.registers("KEN", "UGA", "UNHCR")
    return registry


@pytest.fixture
def review(runtime: Runtime) -> Review:
    return Review(runtime)


@pytest.fixture
def kenya(client: httpx.AsyncClient, registry: Registry, issuer: TokenIssuer) -> Party:
    return Party(client, "KEN", issuer.headers(scopes=STATE, party="KEN", client="client-ken"))


@pytest.fixture
def uganda(client: httpx.AsyncClient, registry: Registry, issuer: TokenIssuer) -> Party:
    return Party(client, "UGA", issuer.headers(scopes=STATE, party="UGA", client="client-uga"))


@pytest.fixture
def public(client: httpx.AsyncClient) -> Party:
    """Someone without a token."""
    return Party(client, "", {})


@pytest.fixture
def secretariat(client: httpx.AsyncClient, issuer: TokenIssuer) -> Party:
    return Party(client, "", issuer.headers(scopes="reports:review", client="client-secretariat"))
