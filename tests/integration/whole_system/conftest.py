"""The three services and the gateway on real sockets, at work, with reference data."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest_asyncio

from chassis.base.child_process import free_port
from chassis.process.app import build_app
from chassis.process.runtime import Runtime, open_runtime
from chassis.process.service import Service
from chassis.testing.templates import Templates
from commitments.app import service as commitments
from gateway.app import service as gateway
from registry.app import service as registry
from review.app import service as review
from tests.integration.gateway.conftest import serving
from tests.support.references import ACTORS, FRAMEWORKS, RULE_SETS

BEHIND_GATEWAY = {registry: ACTORS, commitments: FRAMEWORKS, review: RULE_SETS}


@dataclass
class WholeSystem:
    """Where each service answers, and what is open in it."""

    urls: dict[str, str]
    runtimes: dict[str, Runtime]
    http: httpx.AsyncClient
    """Speaks to the gateway."""

    @property
    def url(self) -> str:
        """The gateway's address."""
        return self.urls["gateway"]

    async def token(self, client_id: object, secret: str) -> str:
        """A token of a client."""
        form = {"grant_type": "client_credentials"}
        answer = await self.http.post("/oauth/token", data=form, auth=(str(client_id), secret))
        token: str = answer.raise_for_status().json()["access_token"]
        return token


@pytest_asyncio.fixture
async def whole_system(templates: Templates, bus_url: str) -> AsyncIterator[WholeSystem]:
    """Everything works, as after a start."""
    services: list[Service] = [*BEHIND_GATEWAY, gateway]
    ports = {service.name: free_port() for service in services}
    urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    runtimes = {}
    async with AsyncExitStack() as stack:
        for service in services:
            reference = BEHIND_GATEWAY.get(service)
            settings: dict[str, Any] = {
                "database_url": await templates.copy(service.name, reference, service.on_change),
                "bus_url": bus_url,
                "revocation_refresh": 0.05,
                "port": ports[service.name],
                "public_url": urls["gateway"],
                "issuer": urls["gateway"],
                "jwks_url": f"{urls['gateway']}/.well-known/jwks.json",
            }
            if service is gateway:
                settings |= {f"{one.name}_url": urls[one.name] for one in BEHIND_GATEWAY}
            runtime = await stack.enter_async_context(
                open_runtime(service, service.settings.model_validate(settings))
            )
            runtime.start_worker()
            runtimes[service.name] = runtime
            app = build_app(service, runtime.settings, runtime)
            await stack.enter_async_context(serving(app, ports[service.name]))
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=urls["gateway"], timeout=20))
        yield WholeSystem(urls, runtimes, http)
