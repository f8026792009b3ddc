"""A registry with its reference files loaded, and clients that speak to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

import registry
from chassis.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from registry.app import service
from registry.cli import load

REFERENCE = Path(registry.__file__).parent / "reference"


@pytest_asyncio.fixture
async def runtime(open_service: OpenService) -> Runtime:
    return await open_service(service)


@pytest_asyncio.fixture
async def client(runtime: Runtime, issuer: TokenIssuer) -> AsyncIterator[httpx.AsyncClient]:
    await load(runtime.database, REFERENCE)
    async with client_of(runtime, issuer) as client:
        yield client


@pytest.fixture
def editor(issuer: TokenIssuer) -> dict[str, str]:
    """The headers of a client that may write actors."""
    return issuer.headers(scopes="actors:write")
