"""Writing and reading commitments, against two applications that do the same with nothing of ours."""

import asyncio
import itertools
import json
from collections.abc import Iterator, Sequence

import asyncpg

from bench.client import Connection, Request
from bench.figure import Figure, Measurement, Setting, at_least
from bench.load import Demand, Load, beside, in_turns
from bench.parties import Party, settle
from bench.sameness import check_sameness
from bench.stage import running_floors, running_system, server_of
from chassis.local_postgres.access import owner_of
from chassis.migrations import upgrade
from embedded.system import System

FLOORS = ("plain", "core")
_OWN = ("id", "reference")
"""Fields in which two commitments with the same content differ."""


async def create(setting: Setting) -> list[Measurement]:
    """Measure `POST /v1/commitments` with a token and a fresh idempotency key."""
    async with running_system(setting) as system:
        parties = await settle(system, setting, setting.choose(2, 50, 50))
        requests = [party.creation() for party in parties]

        def ask() -> Iterator[bytes]:
            return (request.anew() for request in itertools.cycle(requests))

        floor_url = await _empty_twin(system)
        return await _compare(setting, system, Demand(ask, 201), floor_url)


async def read(setting: Setting) -> list[Measurement]:
    """Measure `GET /v1/commitments/{id}` with a token. The floors read the same rows."""
    async with running_system(setting) as system:
        parties = await settle(system, setting, setting.choose(2, 50, 50))
        requests = await published(system, parties)

        def ask() -> Iterator[bytes]:
            return (request.again() for request in itertools.cycle(requests))

        return await _compare(
            setting, system, Demand(ask, 200), system.postgres.url("commitments", "commitments")
        )


async def published(system: System, parties: Sequence[Party], each: int = 4) -> list[Request]:
    """The requests that read commitments, `each` of every party's, published for that."""
    port = system.layout.ports["commitments"]

    async def publish(party: Party) -> list[Request]:
        connection = await Connection.open(port)
        try:
            return [party.reading(await publish_one(connection, party)) for _ in range(each)]
        finally:
            connection.close()

    made = await asyncio.gather(*(publish(party) for party in parties))
    return list(itertools.chain.from_iterable(made))


async def publish_one(connection: Connection, party: Party) -> str:
    """Draft and publish a commitment; returns its id."""
    drafted = (await connection.exchange(party.creation().anew())).expected(201)
    commitment_id: str = json.loads(drafted.body)["id"]
    for step in party.publication(commitment_id):
        (await connection.exchange(step.anew())).expected(200)
    return commitment_id


async def _empty_twin(system: System) -> str:
    """A database with the same tables and goals for the floors to write to; returns its URL."""
    server = system.postgres
    await asyncio.to_thread(server.ensure_service, "floor")
    await upgrade(server.url("floor", owner_of("floor")), "commitments")
    ours = await asyncpg.connect(server.url("commitments", "commitments"))
    floors = await asyncpg.connect(server.url("floor"))
    try:
        for table, rows in (
            ("framework", await ours.fetch("SELECT * FROM commitments.framework")),
            ("goal", await ours.fetch("SELECT * FROM commitments.goal")),
        ):
            records = [tuple(row) for row in rows]
            await floors.copy_records_to_table(table, schema_name="commitments", records=records)
    finally:
        await ours.close()
        await floors.close()
    return server.url("floor", owner_of("floor"))


async def _compare(setting: Setting, system: System, demand: Demand, floor_url: str) -> list[Measurement]:
    jwks_url = f"{system.gateway_url}/.well-known/jwks.json"
    environment = {"FLOOR_DATABASE_URL": floor_url, "FLOOR_JWKS_URL": jwks_url}
    async with running_floors(setting, environment, *FLOORS) as floors:
        ours = server_of(system, "commitments")
        await check_sameness([ours, *floors], [next(demand.requests())], demand.status, but=_OWN)
        rounds, seconds = setting.choose((1, 0.2), (3, 1), (7, 4))
        taken = await in_turns([floors[0], ours, floors[1]], demand, rounds=rounds, seconds=seconds)
    return _lines(taken[ours.name], *(taken[name] for name in FLOORS))


def _lines(ours: Sequence[Load], plain: Sequence[Load], core: Sequence[Load]) -> list[Measurement]:
    return [
        beside("against FastAPI + asyncpg", "per_second", "/s", ours, plain, at_least(0.4)),
        beside("against FastAPI + SQLAlchemy Core + token", "per_second", "/s", ours, core, at_least(0.7)),
        beside("median latency (floor: asyncpg)", "p50_ms", "ms", ours, plain),
        beside("latency, 99 of 100 (floor: asyncpg)", "p99_ms", "ms", ours, plain),
        beside("processor time of the process (floor: asyncpg)", "cpu_ms", "ms", ours, plain),
        beside("processor time of the process (floor: Core)", "cpu_ms", "ms", ours, core),
    ]


CREATE = Figure("create-commitment", "POST /v1/commitments, 16 connections", create)
READ = Figure("read-commitment", "GET /v1/commitments/{id}, 16 connections", read)
