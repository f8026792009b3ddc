"""How long it takes until what one service has written has its effect in another."""

import asyncio
import json
import random
import time
from uuid import UUID

import asyncpg

from bench.client import Connection, within
from bench.figure import Figure, Measurement, Setting, at_most
from bench.load import percentile
from bench.parties import Party, settle
from bench.stage import running_kafka, running_system
from embedded.system import System

PARTIES = 5
WARM_UP = 20
POLL = 0.001
LONGEST_PAUSE = 0.1
"""Seconds between two writes at most; they vary so that no heartbeat is always near or always far."""
TIMEOUT = 30.0


async def on_postgres(setting: Setting) -> list[Measurement]:
    """Measure on the PostgreSQL bus."""
    async with running_system(setting) as system:
        return await _measure(system, setting)


async def on_kafka(setting: Setting) -> list[Measurement]:
    """Measure on Kafka. Raises `KafkaUnavailable`."""
    async with running_kafka(setting) as bus_url, running_system(setting, bus_url) as system:
        return await _measure(system, setting)


async def _measure(system: System, setting: Setting) -> list[Measurement]:
    parties = await settle(system, setting, PARTIES)
    review = await asyncpg.connect(system.postgres.url("review", "review"))
    connection = await Connection.open(system.layout.ports["commitments"])
    try:
        number = WARM_UP + setting.choose(5, 100, 300)
        delays = [
            await _publish_and_wait(connection, review, parties[turn % PARTIES]) for turn in range(number)
        ]
    finally:
        connection.close()
        await review.close()
    milliseconds = [delay * 1000 for delay in delays[WARM_UP:]]
    rounds = [{"ms": milliseconds, "resolution_ms": POLL * 1000}]
    return [
        Measurement("median", percentile(milliseconds, 0.5), "ms", None, at_most(15), rounds),
        Measurement("99 of 100", percentile(milliseconds, 0.99), "ms", None, at_most(60)),
    ]


async def _publish_and_wait(
    connection: Connection, review: "asyncpg.Connection[asyncpg.Record]", party: Party
) -> float:
    """Seconds from the answer to a publication until review has received it, to about a millisecond."""
    drafted = (await connection.exchange(party.creation().anew())).expected(201)
    commitment_id = UUID(json.loads(drafted.body)["id"])
    await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))
    for step in party.publication(str(commitment_id)):
        (await connection.exchange(step.anew())).expected(200)
    answered = time.perf_counter()
    received = "SELECT EXISTS (SELECT FROM review.received_commitment WHERE commitment_id = $1)"
    async with within(TIMEOUT, "a publication's effect"):
        while not await review.fetchval(received, commitment_id):
            await asyncio.sleep(POLL)
    return time.perf_counter() - answered


POSTGRES = Figure("effect", "Answer to effect in another service, PostgreSQL bus", on_postgres)
KAFKA = Figure("effect-kafka", "Answer to effect in another service, Kafka", on_kafka)
