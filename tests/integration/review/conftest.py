"""A review service that works, with a registry and a commitments service that a test speaks for."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest_asyncio

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from chassis.testing.templates import Templates
from review.app import service
from tests.support.references import RULE_SETS
from tests.support.sources import Source, open_source


@dataclass
class Stage:
    """All that a test of the review service needs."""

    runtime: Runtime
    http: httpx.AsyncClient
    registry: Source
    commitments: Source
    secretariat: dict[str, str]


@pytest_asyncio.fixture
async def stage(
    open_service: OpenService, templates: Templates, bus_url: str, issuer: TokenIssuer
) -> AsyncIterator[Stage]:
    """The service and its worker run; the two sources are silent until the test lets them run."""
    runtime = await open_service(service, RULE_SETS)
    registry = await open_source(templates, "registry", bus_url)
    commitments = await open_source(templates, "commitments", bus_url)
    runtime.start_worker()
    scopes = "milestones:write meetings:write"
    secretariat = issuer.headers(scopes=scopes, client="secretariat")
    async with client_of(runtime, issuer) as http:
        yield Stage(runtime, http, registry, commitments, secretariat)
    await registry.database.close()
    await commitments.database.close()
