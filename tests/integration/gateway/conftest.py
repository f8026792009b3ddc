"""A gateway that runs on a real socket, before stand-ins for the services."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
import structlog

from chassis.base.child_process import free_port
from chassis.process.app import build_app
from chassis.process.running import server_config
from chassis.process.runtime import Runtime, open_runtime
from chassis.testing.plugin import MakeDatabase
from gateway.app import service
from gateway.identity import clients
from gateway.settings import Settings
from tests.integration.gateway.upstream import Upstream, running_upstream
from tests.support.servers import RunningServer


@dataclass
class Gateway:
    """A running gateway."""

    url: str
    runtime: Runtime
    http: httpx.AsyncClient
    upstreams: dict[str, Upstream] = field(default_factory=dict)

    @property
    def registry(self) -> Upstream:
        return self.upstreams["registry"]

    async def create_client(self, *roles: str, party: str | None = None) -> tuple[UUID, str]:
        """A new API client's id and secret."""
        async with self.runtime.database.transaction() as tx:
            return await clients.create(tx, "A test", roles or ("observer",), party)

    async def ask_token(self, client: tuple[UUID, str], **form: str) -> httpx.Response:
        """The answer to a request for a token."""
        data = {"grant_type": "client_credentials", **form}
        return await self.http.post("/oauth/token", data=data, auth=(str(client[0]), client[1]))

    async def token(self, *roles: str, party: str | None = None) -> str:
        """An access token of a new client."""
        response = await self.ask_token(await self.create_client(*roles, party=party))
        token: str = response.json()["access_token"]
        return token


RunGateway = Callable[..., Awaitable[Gateway]]


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> Iterator[None]:
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])
    yield
    structlog.reset_defaults()


@asynccontextmanager
async def serving(app: Any, port: int) -> AsyncIterator[None]:
    """`app` answers on `port` of loopback, as it does in production."""
    config = server_config(app, app.state.settings, port=port, timeout_graceful_shutdown=1)
    async with RunningServer(config):
        yield


@pytest_asyncio.fixture
async def run_gateway(make_database: MakeDatabase, bus_url: str) -> AsyncIterator[RunGateway]:
    """Runs a gateway; settings can be given."""
    async with AsyncExitStack() as stack:

        async def run(**settings: Any) -> Gateway:
            upstreams = {
                name: await stack.enter_async_context(running_upstream())
                for name in ("registry", "commitments", "review")
            }
            port = free_port()
            url = f"http://127.0.0.1:{port}"
            told = {
                "database_url": await make_database("gateway"),
                "bus_url": bus_url,
                "public_url": "https://compact.test",
                "issuer": url,
                "jwks_url": f"{url}/.well-known/jwks.json",
                **{f"{name}_url": upstream.url for name, upstream in upstreams.items()},
                **settings,
            }
            runtime = await stack.enter_async_context(open_runtime(service, Settings.model_validate(told)))
            await stack.enter_async_context(serving(build_app(service, runtime.settings, runtime), port))
            http = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=20))
            return Gateway(url, runtime, http, upstreams)

        yield run


@pytest_asyncio.fixture
async def gateway(run_gateway: RunGateway) -> Gateway:
    return await run_gateway()
