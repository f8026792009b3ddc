"""The pytest plugin: one PostgreSQL per test process, a fresh database per test, a bus beside it."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import httpx
import pytest
import pytest_asyncio

from chassis.local_postgres.access import PostgresAccess, owner_of
from chassis.local_postgres.server import PostgresServer
from chassis.migrations import upgrade
from chassis.process.app import build_app
from chassis.process.runtime import Runtime, open_runtime
from chassis.process.service import Service
from chassis.testing.guest import GuestAccess
from chassis.testing.seen import SeenVersions
from chassis.testing.templates import RUN, Reference, Templates, numbers
from chassis.testing.tokens import AUDIENCE, ISSUER, TokenIssuer

MakeDatabase = Callable[[str], Awaitable[str]]


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresAccess]:
    """The server that `DATABASE_URL` names, as a superuser, or one of the test process's own.

    For a test that stops its server there is `own_postgres_server`.
    """
    if named := os.environ.get("DATABASE_URL"):
        with GuestAccess(named) as access:
            yield access
        return
    with PostgresServer(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        yield server


@pytest.fixture
def own_postgres_server(tmp_path: Path) -> Iterator[PostgresServer]:
    """A server for one test, which may be stopped, killed or frozen."""
    with PostgresServer(tmp_path / "postgres", durable=False) as server:
        yield server


@pytest.fixture
def templates(postgres_server: PostgresAccess) -> Iterator[Templates]:
    """What new databases on the test's server are copied from; they go with the test."""
    made = Templates.on(postgres_server)
    yield made
    made.drop_copies()


@pytest.fixture
def make_database(templates: Templates) -> MakeDatabase:
    """Makes a new database with the schema of a package; returns its URL as the service's role."""

    async def make(package: str) -> str:
        return await templates.copy(package)

    return make


async def migrated_database(server: PostgresAccess, package: str) -> str:
    """A new database on `server`, migrated by its owner; its URL as the service's role."""
    name = f"{package}_{RUN}{next(numbers)}"
    server.ensure_service(name)
    await upgrade(server.url(name, owner_of(name)), package)
    return server.url(name, name)


def role_of(url: str) -> str:
    """The service's role, which opens the database at `url`."""
    return unquote(urlsplit(url).username or "")


def owner_url(server: PostgresAccess, url: str) -> str:
    """The URL of the same database as the role that owns it."""
    return server.url(url.rpartition("/")[2], owner_of(role_of(url)))


@pytest.fixture
def bus_url(postgres_server: PostgresAccess) -> Iterator[str]:
    """A PostgreSQL bus of the test's own."""
    name = f"bus_{RUN}{next(numbers)}"
    postgres_server.ensure_database(name)
    yield postgres_server.url(name)
    postgres_server.drop_databases(name)


@pytest.fixture
def issuer() -> TokenIssuer:
    """Signs tokens for the test."""
    return TokenIssuer()


class OpenService(Protocol):
    """Opens the runtime of a service on a new database, which holds `reference` from the start."""

    def __call__(self, service: Service, reference: Reference | None = None) -> Awaitable[Runtime]:
        """The runtime of `service`."""


@pytest_asyncio.fixture
async def open_service(templates: Templates, bus_url: str) -> AsyncIterator[OpenService]:
    """Opens the runtime of a service on a new database, with the test's bus; nothing runs in it yet."""
    open_ones = AsyncExitStack()

    async def open_one(service: Service, reference: Reference | None = None) -> Runtime:
        settings = service.settings.model_validate(
            {
                "database_url": await templates.copy(service.name, reference, service.on_change),
                "bus_url": bus_url,
                "issuer": ISSUER,
                "audience": AUDIENCE,
            }
        )
        return await open_ones.enter_async_context(open_runtime(service, settings))

    async with open_ones:
        yield open_one


@asynccontextmanager
async def client_of(runtime: Runtime, issuer: TokenIssuer) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client that speaks to the application of `runtime` in this process, without its lifespan."""
    app = build_app(runtime.service, runtime.settings, runtime)
    app.state.verifier = issuer.verifier()
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    base, seen = "http://service.test", SeenVersions()
    async with httpx.AsyncClient(transport=transport, base_url=base, auth=seen) as client:
        yield client
