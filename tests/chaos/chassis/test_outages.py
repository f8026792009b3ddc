"""The database or the bus is away for a while: nothing is lost or hangs, nobody has to restart anything."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from chassis.database import Database
from chassis.local_postgres.access import PostgresAccess
from chassis.local_postgres.server import PostgresServer
from chassis.process import runtime as running_runtime
from chassis.process.runtime import Runtime, open_runtime
from chassis.testing import TokenIssuer, eventually
from chassis.testing.plugin import client_of, migrated_database, role_of
from chassis.testing.tokens import AUDIENCE, ISSUER
from tests.support.chassis.arrivals import buried, current_texts, kept, subscription
from tests.support.chassis.notebook import notes
from tests.support.chassis.notebook.app import service
from tests.support.chassis.relays import relay, running

BOUND = 6.0
"""Seconds in which a client has an answer: waiting for a connection, for a statement, and giving both up."""


@asynccontextmanager
async def living(server: PostgresAccess, bus_server: PostgresAccess) -> AsyncIterator[Runtime]:
    """A notebook at work, with short limits, on one server and with its bus on another."""
    bus_server.ensure_database("bus")
    settings = service.settings.model_validate(
        {
            "database_url": await migrated_database(server, "notebook"),
            "bus_url": bus_server.url("bus"),
            "issuer": ISSUER,
            "audience": AUDIENCE,
            "pool_timeout": 1.0,
            "statement_timeout": 1.0,
        }
    )
    async with open_runtime(service, settings) as runtime:
        runtime.start_worker()
        yield runtime
        assert not any(task.done() for task in runtime.tasks)


async def write(database: Database, *texts: str) -> None:
    async with database.transaction() as tx:
        for line in texts:
            await notes.write(tx, line)


async def until_received(runtime: Runtime, *texts: str, within: float = 20) -> None:
    await eventually(lambda: has(runtime.database, *texts), within=within)


async def until_well(client: httpx.AsyncClient, within: float = 20) -> None:
    async def well() -> bool:
        return (await client.get("/health/ready")).status_code == 200

    await eventually(well, within=within)


Harm = Callable[[PostgresServer], object]
HARMS: dict[str, tuple[Harm, Harm]] = {
    "frozen": (PostgresServer.pause, PostgresServer.resume),
    "killed": (PostgresServer.kill, PostgresServer.__enter__),
    "stopped": (PostgresServer.stop, PostgresServer.__enter__),
}


@pytest.mark.parametrize(("harm", "mend"), HARMS.values(), ids=HARMS.keys())
async def test_without_its_database_a_process_answers_503_and_recovers_by_itself(
    own_postgres_server: PostgresServer,
    postgres_server: PostgresAccess,
    issuer: TokenIssuer,
    harm: Harm,
    mend: Harm,
) -> None:
    headers = issuer.headers(scopes="notes:write")
    async with living(own_postgres_server, postgres_server) as runtime, client_of(runtime, issuer) as client:
        await write(runtime.database, "before")
        await until_received(runtime, "before")
        await until_well(client)

        harm(own_postgres_server)
        try:
            began = time.monotonic()
            answers = await asyncio.gather(
                client.get("/v1/shelves/desk/notes"),
                client.post("/v1/notes", json={"text": "lost"}, headers=headers),
                client.get("/health/ready"),
            )
            assert time.monotonic() - began < BOUND
            assert [answer.status_code for answer in answers] == [503] * 3
            assert answers[0].headers["content-type"] == "application/problem+json"
            assert (await client.get("/health/live")).status_code == 200
        finally:
            mend(own_postgres_server)

        await until_well(client)
        made = await client.post("/v1/notes", json={"text": "after"}, headers=headers)
        assert made.status_code == 201
        await until_received(runtime, "before", "after")
        assert set((await kept(runtime.database)).values()) == {1}


@pytest.mark.parametrize(("harm", "mend"), HARMS.values(), ids=HARMS.keys())
async def test_without_its_bus_a_process_serves_on_and_publishes_later(
    own_postgres_server: PostgresServer,
    postgres_server: PostgresAccess,
    issuer: TokenIssuer,
    harm: Harm,
    mend: Harm,
) -> None:
    async with living(postgres_server, own_postgres_server) as runtime, client_of(runtime, issuer) as client:
        await write(runtime.database, "before")
        await until_received(runtime, "before")
        harm(own_postgres_server)
        try:
            await write(runtime.database, "meanwhile")
            assert (await client.get("/v1/shelves/desk/notes")).status_code == 200
        finally:
            mend(own_postgres_server)
        await write(runtime.database, "after")
        await until_received(runtime, "before", "meanwhile", "after", within=40)
        assert set((await kept(runtime.database)).values()) == {1}
        await until_well(client)


async def test_a_reader_whose_database_is_away_makes_no_dead_letters(
    notebook: Runtime, owner: Database, postgres_server: PostgresAccess
) -> None:
    """Patience is for events that a handler refuses, not for a database that refuses everything."""
    role = role_of(notebook.database.url)
    end_sessions = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'"
    reader = subscription(notebook.database, notebook.bus, patience=0.01)

    async def has_stopped() -> bool:
        return not reader.running

    async with running(relay(owner, notebook.bus), reader):
        for number in range(3):
            await write(owner, f"note {number}")
            postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT 0; {end_sessions}")
            await eventually(has_stopped)
            await write(owner, f"more {number}")
            postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT -1")
        written = [f"{word} {number}" for word in ("note", "more") for number in range(3)]
        await eventually(lambda: has(owner, *written))
    assert await buried(owner) == []


async def has(database: Database, *texts: str) -> bool:
    return sorted(await current_texts(database)) == sorted(texts)


async def test_housekeeping_outlives_an_outage(
    notebook: Runtime, postgres_server: PostgresAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_runtime, "HOUSEKEEPING_EVERY", 0.01)
    role = role_of(notebook.database.url)
    end_sessions = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'"
    notebook.start_worker()
    postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT 0; {end_sessions}")
    failing = asyncio.create_task(notebook.failed())
    done, _ = await asyncio.wait([failing], timeout=0.5)
    postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT -1")
    failing.cancel()
    assert not done
