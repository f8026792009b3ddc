"""How fast a ledger is published, beside sending the same with nothing of ours."""

import asyncio
import statistics
import time

from bench.client import within
from bench.delivered import check_delivered, delivered
from bench.figure import Figure, Measurement, Setting, Wanted, at_least
from bench.floors.sending import Sending, copying, producing
from bench.parties import states
from bench.record import append, promises
from bench.stage import running_kafka, running_postgres
from chassis import bus, ledger
from chassis.database import Database
from chassis.ledger.events import encode, topic_of
from chassis.local_postgres.access import PostgresAccess
from chassis.messaging.relay import Relay, rewind
from embedded.layout import BUS

SERVICE = "commitments"
CHUNK = 10_000
"""Messages that are prepared at a time for the floor, outside of what is measured."""
POLL = 0.001
TIMEOUT = 300.0


async def on_kafka(setting: Setting) -> list[Measurement]:
    """Measure on Kafka, beside aiokafka alone. Raises `KafkaUnavailable`."""
    async with (
        running_kafka(setting) as bus_url,
        running_postgres(setting, SERVICE) as server,
        producing(bus_url) as floor,
    ):
        return await _measure(setting, server, bus_url, floor, at_least(0.6))


async def on_postgres(setting: Setting) -> list[Measurement]:
    """Measure on the PostgreSQL bus, beside COPY into a table like the bus's."""
    async with running_postgres(setting, SERVICE) as server:
        bus_url = server.url(BUS, BUS)
        async with copying(bus_url) as floor:
            return await _measure(setting, server, bus_url, floor)


async def _measure(
    setting: Setting, server: PostgresAccess, bus_url: str, floor: Sending, wanted: Wanted | None = None
) -> list[Measurement]:
    parties = states(193)
    async with Database(server.url(SERVICE, SERVICE), name="bench", pool_size=3) as database:
        each = setting.choose(1, 18, 180)
        number = await append(database, promises(parties, range(each)), poor_of=10)
        taken = [
            {
                "floor": await _floors_rate(database, floor),
                "ours": await _relays_rate(database, bus_url, number),
            }
            for _ in range(1 + setting.choose(1, 2, 3))
        ]
        published = await delivered(bus_url, topic_of(SERVICE))
        check_delivered(published, await floor.sent(), number)
    rounds = [{"events": number, **one} for one in taken[1:]]  # the first warms up
    ours, alone = (statistics.median(one[name] for one in taken[1:]) for name in ("ours", "floor"))
    return [Measurement("events published", ours, "/s", alone, wanted, rounds)]


async def _floors_rate(database: Database, floor: Sending) -> float:
    """Events a second, all in the ledger."""
    sent, seconds = 0, 0.0
    async with database.engine.connect() as connection:
        while events := await ledger.read_after(connection, SERVICE, sent, CHUNK):
            messages = [encode(event) for event in events]
            began = time.perf_counter()
            await floor.send(messages)
            seconds += time.perf_counter() - began
            sent = events[-1].sequence
    return sent / seconds


async def _relays_rate(database: Database, bus_url: str, number: int) -> float:
    """Events a second, from the end of the relay's first batch to that of its last."""
    async with database.engine.begin() as connection:
        await rewind(connection, 0)
    relay = Relay(database, bus.connect(bus_url), SERVICE)
    running = asyncio.create_task(relay.run())
    try:
        async with within(TIMEOUT, "the last of the ledger"):
            while not relay.published:
                await asyncio.sleep(POLL)
            began, first = time.perf_counter(), relay.published
            while relay.published < number:
                await asyncio.sleep(POLL)
        return (relay.published - first) / (time.perf_counter() - began)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


POSTGRES = Figure("relay", "Ledger to the PostgreSQL bus, beside COPY of the same", on_postgres)
KAFKA = Figure("relay-kafka", "Ledger to Kafka, beside aiokafka alone", on_kafka)
