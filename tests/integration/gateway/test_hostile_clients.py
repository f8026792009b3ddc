"""Five hundred hostile sockets from one address: everybody else is served as if they were not there."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import psutil
import pytest
from aiohttp import web

from chassis.base.child_process import die_with_parent
from chassis.database import Database
from chassis.testing.plugin import MakeDatabase
from gateway.identity import clients
from tests.integration.gateway.upstream import running_upstream
from tests.support.chassis import processes
from tests.support.chassis.notebook.tables import note
from tests.support.hostile import Target

SOCKETS = 500
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
        return sorted(self.reads)[int(len(self.reads) * 0.99)]


@asynccontextmanager
async def hostile(target: Target) -> AsyncIterator[None]:
    """The clients are at work, in a process of their own."""
    command = (sys.executable, "-m", "tests.support.hostile", target.url, target.written, target.read)
    process = await asyncio.create_subprocess_exec(
        *command, str(SOCKETS), env=processes.environment(), preexec_fn=die_with_parent()
    )
    try:
        await _until_crowded(process.pid)
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
    """Reads and other requests by turns, ten of each in a second, as far as they are answered so fast."""
    went, until = Course(), time.monotonic() + seconds
    async with httpx.AsyncClient(base_url=url, timeout=20) as http:
        while time.monotonic() < until:
            began = time.perf_counter()
            answer = await read(http)
            went.reads.append(time.perf_counter() - began)
            went.answers += [answer.status_code, (await ask(http)).status_code]
            await asyncio.sleep(0.05)
    return went


async def check(serving: processes.Serving, target: Target, seconds: float, read: Ask, ask: Ask) -> None:
    process = psutil.Process(serving.process.pid)
    calm = await course(serving.url, 3, read, ask)
    before = process.memory_info().rss
    async with hostile(target):
        went = await course(serving.url, seconds, read, ask)
        grown = (process.memory_info().rss - before) / (1 << 20)
    print(f"p99 {calm.p99 * 1000:.0f} ms, then {went.p99 * 1000:.0f} ms; {grown:.0f} MiB")
    assert set(went.answers) == {200}
    assert went.p99 <= max(2 * calm.p99, 0.1), (calm.p99, went.p99)
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
        async with processes.serving("serve", "gateway", **settings) as serving:
            target = Target(serving.url, "/oauth/token", "/v1/actors")
            await check(serving, target, seconds, lambda http: http.get("/v1/measures"), ask_token)


@pytest.mark.parametrize("seconds", SECONDS)
async def test_a_service_serves_others(make_database: MakeDatabase, bus_url: str, seconds: float) -> None:
    url = await make_database("notebook")
    async with Database(url, name="notebook") as database, database.transaction() as tx:
        await tx.execute(note.insert(), [{"shelf": "much", "text": "x" * 1000} for _ in range(200)])

    async def read(http: httpx.AsyncClient) -> httpx.Response:
        return await http.get("/v1/shelves/little/notes")

    async with processes.serving("serve", database_url=url, bus_url=bus_url) as serving:
        target = Target(serving.url, "/v1/notes", "/v1/shelves/much/notes?limit=200")
        await check(serving, target, seconds, read, lambda http: http.get("/health/ready"))
