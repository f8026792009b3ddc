"""HTTP clients that are slow, fall silent, or vanish before they have their answer."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

from tests.soak.faults.fault import Fault

OF_EACH = 8
_HALF = b"POST /v1/commitments HTTP/1.1\r\nHost: compact\r\nContent-Length: 400\r\n\r\n{"
_WHOLE = b"GET /v1/ledgers/registry?limit=500 HTTP/1.1\r\nHost: compact\r\n\r\n"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class UnrulyClients(Fault):
    """Some clients send half a request, some hang up at once, some read one byte at a time."""

    name = "clients"
    lasts = (4.0, 10.0)

    @staticmethod
    def targets(bus: str) -> tuple[str, ...]:  # noqa: ARG004 # on both buses
        return ("gateway",)

    async def inject(self) -> None:
        manners = (_falls_silent, _hangs_up, _reads_slowly) * OF_EACH
        self._clients = [asyncio.create_task(self._behave(manner)) for manner in manners]

    async def heal(self) -> None:
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _behave(self, manner: Callable[[Streams], Awaitable[None]]) -> None:
        place = urlsplit(self.testbed.system.gateway_url)
        while True:
            with suppress(OSError):  # another fault may keep the gateway away
                streams = await asyncio.open_connection(place.hostname, place.port, limit=16)
                try:
                    await manner(streams)
                finally:
                    streams[1].transport.abort()
            await asyncio.sleep(self.chance.uniform(0.1, 0.5))


async def _falls_silent(streams: Streams) -> None:
    streams[1].write(_HALF)
    await streams[0].read()


async def _hangs_up(streams: Streams) -> None:
    streams[1].write(_WHOLE)
    await streams[1].drain()


async def _reads_slowly(streams: Streams) -> None:
    streams[1].write(_WHOLE)
    while await streams[0].read(1):
        await asyncio.sleep(0.02)
