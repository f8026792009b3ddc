"""What figures are measured on: the real system as processes, a Kafka broker, and floors beside them."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import asyncpg

from bench.figure import Setting
from bench.load import Server
from chassis.base.child_process import free_port
from chassis.local_postgres.access import owner_of
from chassis.local_postgres.server import PostgresServer
from chassis.migrations import upgrade
from embedded.layout import Layout
from embedded.postgres import SupervisedPostgres
from embedded.processes import Program
from embedded.supervisor import Supervisor
from embedded.system import System
from tests.support.kafka.broker import KafkaBroker


@asynccontextmanager
async def running_system(setting: Setting, bus_url: str | None = None) -> AsyncIterator[System]:
    """The system with empty databases, on the PostgreSQL bus unless another is named."""
    with Layout.reserve(setting.new_folder(), 0, bus_url) as layout:
        async with System(layout, setting.say) as system:
            yield system


def server_of(system: System, service: str) -> Server:
    """The process of `service`."""
    pid = system.processes[service].pid
    assert pid is not None, "it is ready"
    return Server(service, system.layout.ports[service], pid)


async def received_all(system: System, reader: str, source: str) -> None:
    """Wait until `reader` has received all that `source` has made public so far."""
    publisher = await asyncpg.connect(system.postgres.url(source, source))
    receiver = await asyncpg.connect(system.postgres.url(reader, reader))
    reached = "SELECT EXISTS (SELECT FROM chassis.source WHERE source = $1 AND watermark >= $2)"
    try:
        last = await publisher.fetchval("SELECT sequence FROM chassis.ledger_head")
        while not await receiver.fetchval(reached, source, last):
            await asyncio.sleep(0.05)
    finally:
        await receiver.close()
        await publisher.close()


@asynccontextmanager
async def running_postgres(setting: Setting, *services: str) -> AsyncIterator[PostgresServer]:
    """PostgreSQL alone, with the empty database of each of `services`, and one for the bus."""
    postgres = SupervisedPostgres(setting.new_folder(), setting.say)
    try:
        await postgres.start(services)
        for service in services:
            await upgrade(postgres.server.url(service, owner_of(service)), service)
        yield postgres.server
    finally:
        await postgres.stop()


@asynccontextmanager
async def running_kafka(setting: Setting) -> AsyncIterator[str]:
    """A broker; gives its `kafka://` URL. Raises `KafkaUnavailable`."""
    loop, folder = asyncio.get_running_loop(), setting.new_folder()
    # Linux ends the broker with the thread that started it, so that thread is kept.
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="kafka") as thread:
        broker = KafkaBroker(folder)
        try:
            await loop.run_in_executor(thread, broker.start)
            yield f"kafka://{broker.bootstrap}"
        finally:
            await loop.run_in_executor(thread, broker.stop)


@asynccontextmanager
async def running_floors(
    setting: Setting, environment: Mapping[str, str], *names: str
) -> AsyncIterator[list[Server]]:
    """The applications `bench.floors.<name>`, each in a process of its own."""
    folder, ports = setting.new_folder(), {name: free_port() for name in names}
    programs = [
        Program(
            name=name,
            command=(sys.executable, "-m", f"bench.floors.{name}"),
            environment={**environment, "FLOOR_PORT": str(port)},
            ready_url=f"http://127.0.0.1:{port}/health/ready",
            log_file=folder / f"{name}.log",
        )
        for name, port in ports.items()
    ]
    supervisor = Supervisor(programs, setting.say)
    supervisor.start()
    try:
        await supervisor.wait_until_ready()
        yield [
            Server(name, ports[name], process.pid)
            for name, process in supervisor.processes.items()
            if process.pid is not None
        ]
    finally:
        await supervisor.stop()
