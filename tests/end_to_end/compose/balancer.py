"""What an operator puts before several gateways: a load balancer that knows which of them are ready."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import httpx

from demo.waiting import until

HOST = "127.0.0.1"
EVERY = 0.2
"""Seconds between two looks at a gateway."""
_PIECE = 1 << 16


class Balancer:
    """Hands each connection to the next of the gateways that are ready."""

    def __init__(self, gateways: Sequence[int]) -> None:
        """`gateways`: the ports at which there may be one."""
        self._gateways, self._turn = gateways, 0
        self._joined: set[asyncio.StreamWriter] = set()
        self.ready: set[int] = set()

    async def look(self) -> None:
        """Ask every gateway from time to time whether it is ready."""
        async with httpx.AsyncClient(timeout=1, trust_env=False) as http:
            while True:
                await asyncio.gather(*(self._ask(http, port) for port in self._gateways))
                await asyncio.sleep(EVERY)

    async def _ask(self, http: httpx.AsyncClient, port: int) -> None:
        try:
            answer = await http.get(f"http://{HOST}:{port}/health/ready")
            is_ready = answer.is_success
        except httpx.TransportError:
            is_ready = False
        (self.ready.add if is_ready else self.ready.discard)(port)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join a client's connection with one to a gateway; without a gateway it is closed."""
        self._joined.add(writer)
        try:
            answers, requests = await self._open()
            await asyncio.gather(_pass_on(reader, requests), _pass_on(answers, writer))
        except OSError:
            await _close(writer)
        finally:
            self._joined.discard(writer)

    async def close(self) -> None:
        """Let go of every client."""
        for writer in self._joined:
            writer.transport.abort()
        await until(self._is_idle)

    async def _is_idle(self) -> bool:
        return not self._joined

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        ready = sorted(self.ready)
        if not ready:
            raise ConnectionRefusedError
        self._turn += 1
        return await asyncio.open_connection(HOST, ready[self._turn % len(ready)])


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with suppress(OSError):
            while piece := await reader.read(_PIECE):
                writer.write(piece)
                await writer.drain()
    finally:
        await _close(writer)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


@asynccontextmanager
async def balancing(port: int, gateways: Sequence[int]) -> AsyncIterator[Balancer]:
    """A balancer at `port`, once it has found a gateway."""
    balancer = Balancer(gateways)
    looking = asyncio.create_task(balancer.look())
    try:
        async with await asyncio.start_server(balancer.connect, HOST, port):

            async def found() -> bool:
                return bool(balancer.ready)

            await until(found)
            yield balancer
            await balancer.close()
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
