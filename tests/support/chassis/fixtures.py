"""Fixtures that import themselves into the `conftest.py` of each kind of the chassis's tests."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
import pytest_asyncio
import structlog

from chassis.database import Database
from chassis.local_postgres.access import PostgresAccess
from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.plugin import MakeDatabase, OpenService, client_of, owner_url
from tests.support.chassis.former import former
from tests.support.chassis.notebook.app import service

__all__ = ["client", "former", "make_notebook_database", "notebook", "owner", "plain_logs", "writer"]

MakeNotebookDatabase = Callable[[], Awaitable[Database]]


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """Logs without the colourful tracebacks of a terminal, which take longer than the tests."""
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
    )


@pytest_asyncio.fixture
async def notebook(open_service: OpenService) -> Runtime:
    """A notebook of which nothing runs yet."""
    return await open_service(service)


@pytest_asyncio.fixture
async def owner(notebook: Runtime, postgres_server: PostgresAccess) -> AsyncIterator[Database]:
    """The notebook's database as the role that owns its tables."""
    database = Database(owner_url(postgres_server, notebook.database.url), name="owner", pool_size=2)
    yield database
    await database.close()


@pytest_asyncio.fixture
async def make_notebook_database(make_database: MakeDatabase) -> AsyncIterator[MakeNotebookDatabase]:
    """Makes and opens further notebooks' databases."""
    opened: list[Database] = []

    async def make() -> Database:
        opened.append(Database(await make_database("notebook"), name="notebook"))
        return opened[-1]

    yield make
    for database in opened:
        await database.close()


@pytest_asyncio.fixture
async def client(notebook: Runtime, issuer: TokenIssuer) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to the notebook over HTTP, as nobody in particular."""
    async with client_of(notebook, issuer) as client:
        yield client


@pytest.fixture
def writer(issuer: TokenIssuer) -> dict[str, str]:
    """The headers of one who may write notes."""
    return issuer.headers(scopes="notes:write")
