"""Five hundred hostile sockets from one address: everybody else is served as if they were not there."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import psutil
import pytest
from aiohttp import web

from chassis.base.child_process import die_with_parent
from chassis.database import Database
from chassis.testing import eventually
from chassis.testing.plugin import MakeDatabase
from gateway.identity import clients
from tests.integration.gateway.upstream import running_upstream
from tests.support.chassis import processes
from tests.support.chassis.notebook.tables import note
from tests.support.hostile import Target

SOCKETS = 500
CLIENTS = 4
SOON = 0.1
"""Seconds that a read may take whatever its neighbour's takes."""
MEGABYTES = 64
"""What the attacked process may hold more."""
SECONDS = [6.0, pytest.param(30.0, marks=pytest.mark.long)]
Ask = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


@dataclass
class Course:
    """How a time went: seconds of each normal read, and the status of every answer."""

    reads: list[float] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def p99(self) -> float:
        """Seconds."""
        return sorted(self.reads)[int((len(self.reads) - 1) * 0.99)]


@asynccontextmanager
async def hostile(target: Target, wave_is_over: Callable[[], Awaitable[bool]]) -> AsyncIterator[None]:
    """The clients are at work, in a process of their own.

    The hundred answers that they all ask for in their first second are work like that of any others.
    """
    command = (sys.executable, "-m", "tests.support.hostile", target.url, target.written, target.read)
    process = await asyncio.create_subprocess_exec(
        *command, str(SOCKETS), env=processes.environment(), preexec_fn=die_with_parent()
    )
    try:
        await _until_crowded(process.pid)
        await eventually(wave_is_over, within=20)
        yield
    finally:
        assert process.returncode is None, "they have given up"
        process.kill()
        await process.wait()


async def _until_crowded(pid: int) -> None:
    async with asyncio.timeout(30):
        while len(psutil.Process(pid).net_connections()) < SOCKETS // 4:
            await asyncio.sleep(0.1)


async def course(url: str, seconds: float, read: Ask, ask: Ask) -> Course:
    """Reads and other requests by turns, of four clients, each with a pause after every turn."""
    went, until = Course(), time.monotonic() + seconds

    async def client(http: httpx.AsyncClient) -> None:
        await read(http)  # for what comes once, such as a connection
        while not went.reads or time.monotonic() < until:
            began = time.perf_counter()
            answer = await read(http)
            went.reads.append(time.perf_counter() - began)
            went.answers += [answer.status_code, (await ask(http)).status_code]
            await asyncio.sleep(0.1)

    async with httpx.AsyncClient(base_url=url, timeout=20) as http:
        await asyncio.gather(*(client(http) for _ in range(CLIENTS)))
    return went


async def check(
    attacked: processes.Serving,
    neighbour: processes.Serving,
    target: Target,
    seconds: float,
    read: Ask,
    ask: Ask,
) -> None:
    """The attacked process is nearly as quick as its neighbour, which is left alone at the same time."""
    process = psutil.Process(attacked.process.pid)
    calm = await course(attacked.url, 1, read, ask)
    before = process.memory_info().rss

    async def wave_is_over() -> bool:
        return (await course(attacked.url, 0, read, ask)).p99 <= max(2 * calm.p99, SOON)

    async with hostile(target, wave_is_over):
        went, calm = await asyncio.gather(
            *(course(one.url, seconds, read, ask) for one in (attacked, neighbour))
        )
        grown = (process.memory_info().rss - before) / (1 << 20)
    print(f"p99 {went.p99 * 1000:.0f} ms beside {calm.p99 * 1000:.0f} ms; {grown:.0f} MiB")
    assert set(went.answers) == {200}
    assert went.p99 <= max(2 * calm.p99, SOON), (calm.p99, went.p99)
    assert grown < MEGABYTES


@pytest.mark.parametrize("seconds", SECONDS)
async def test_a_gateway_serves_others(make_database: MakeDatabase, bus_url: str, seconds: float) -> None:
    async def much(request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=bytes(300_000 if request.path == "/v1/actors" else 300))

    url = await make_database("gateway")
    async with Database(url, name="gateway") as database, database.transaction() as tx:
        client_id, secret = await clients.create(tx, "A test", ["observer"], None)

    async def ask_token(http: httpx.AsyncClient) -> httpx.Response:
        grant = {"grant_type": "client_credentials"}
        return await http.post("/oauth/token", data=grant, auth=(str(client_id), secret))

    async with running_upstream() as upstream:
        upstream.answer = much
        settings = {"database_url": url, "bus_url": bus_url, "registry_url": upstream.url}
        async with (
            processes.serving("serve", "gateway", **settings) as attacked,
            processes.serving("serve", "gateway", **settings) as neighbour,
        ):
            target = Target(attacked.url, "/oauth/token", "/v1/actors")
            read = _read("/v1/measures")
            await check(attacked, neighbour, target, seconds, read, ask_token)


@pytest.mark.parametrize("seconds", SECONDS)
async def test_a_service_serves_others(make_database: MakeDatabase, bus_url: str, seconds: float) -> None:
    url = await make_database("notebook")
    async with Database(url, name="notebook") as database, database.transaction() as tx:
        await tx.execute(
            note.insert(), [{"id": uuid4(), "shelf": "much", "text": "x" * 1000} for _ in range(200)]
        )

    settings = {"database_url": url, "bus_url": bus_url}
    async with (
        processes.serving("serve", **settings) as attacked,
        processes.serving("serve", **settings) as neighbour,
    ):
        target = Target(attacked.url, "/v1/notes", "/v1/shelves/much/notes?limit=200")
        read = _read("/v1/shelves/little/notes")
        await check(attacked, neighbour, target, seconds, read, _read("/health/ready"))


def _read(path: str) -> Ask:
    async def read(http: httpx.AsyncClient) -> httpx.Response:
        return await http.get(path)

    return read
