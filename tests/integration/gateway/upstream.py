"""Stand-ins for the services behind the gateway: real HTTP servers on loopback."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Upstream:
    """A server whose answer can be set; it remembers what it was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[web.BaseRequest] = []
        self.answer: Answer = echo

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        return await self.answer(request)

    def last_headers(self) -> dict[str, str]:
        """The header fields of the last request, by lower-case name."""
        return {name.decode().lower(): value.decode() for name, value in self.asked[-1].raw_headers}


async def echo(request: web.BaseRequest) -> web.StreamResponse:
    """The body that came, with its type."""
    return web.Response(
        body=await request.read(), headers={"Content-Type": request.headers.get("Content-Type", "")}
    )


@asynccontextmanager
async def running_upstream(host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Upstream]:
    """An upstream on a port of its own, or on the one that is given."""
    upstream = Upstream()
    runner = web.ServerRunner(web.Server(upstream.handle), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    upstream.url = f"http://{host}:{runner.addresses[0][1]}"
    try:
        yield upstream
    finally:
        await runner.cleanup()


Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def raw_server(talk: Conversation) -> AsyncIterator[str]:
    """A TCP server that does exactly what `talk` does; its URL."""
    talking: set[asyncio.Task[None]] = set()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(talk(reader, writer))
        talking.add(task)
        await asyncio.wait([task])
        writer.transport.abort()

    server = await asyncio.start_server(guarded, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in talking:
            task.cancel()
        for outcome in await asyncio.gather(*talking, return_exceptions=True):
            if not isinstance(outcome, ConnectionError | asyncio.CancelledError | None):
                raise outcome
