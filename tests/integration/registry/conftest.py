"""A registry that knows the States and their groupings, and clients that speak to it."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from registry.app import service
from tests.integration.commitments.neighbours import publish_goals
from tests.support.references import ACTORS


@pytest_asyncio.fixture
async def runtime(open_service: OpenService) -> Runtime:
    runtime = await open_service(service, ACTORS)
    await publish_goals(runtime)
    return runtime


@pytest_asyncio.fixture
async def client(runtime: Runtime, issuer: TokenIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(runtime, issuer) as client:
        yield client


@pytest.fixture
def registrar(issuer: TokenIssuer) -> dict[str, str]:
    """The headers of a client that may write the catalogue."""
    return issuer.headers(scopes="registry:write")


@pytest.fixture
def editor(issuer: TokenIssuer) -> dict[str, str]:
    """The headers of a client that may write actors."""
    return issuer.headers(scopes="actors:write")
