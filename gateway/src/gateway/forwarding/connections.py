"""The connections to the services: how many, how patient, to which replica, and how they end.

The name of a service stands for all of its replicas. Each new connection is to one of them by chance, the
connections take turns, and none is kept for very long, so that a replica which comes back gets its share.
"""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import ResolveResult

from gateway.settings import Settings

PARTING = 1.0
"""Seconds that connections get to send what is left in them when the process ends."""
REQUESTS_PER_CONNECTION = 100
"""How many requests a connection carries on average before another takes its place."""

READ_AHEAD = 256 << 10
"""Bytes of an answer that are read before its client takes them, twice as many at most: what is read to its
end holds no connection, however slowly its client takes it."""
FILE_AHEAD = 64 << 10
"""The same of a file."""


def is_last_of_connection() -> bool:
    """Whether a request is to be the last of its connection: by chance, so that not all end at once."""
    return random.random() * REQUESTS_PER_CONNECTION < 1


class _ReplicasByChance(aiohttp.ThreadedResolver):
    """Knows the addresses behind a name in an order that changes; the system sorts them always alike."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await super().resolve(host, port, family)
        random.shuffle(found)
        return found


@dataclass(frozen=True, slots=True)
class Connections:
    """What carries requests to the services: files have connections of their own, and others do not wait."""

    usual: aiohttp.ClientSession
    files: aiohttp.ClientSession


@asynccontextmanager
async def open_connections(settings: Settings) -> AsyncIterator[Connections]:
    """HTTP clients that change nothing in what they send and get."""
    usual = _session(
        settings,
        settings.connections_per_service,
        aiohttp.ClientTimeout(total=settings.forward_timeout, connect=settings.connect_timeout),
        READ_AHEAD,
    )
    files = _session(
        settings,
        settings.files_per_service,
        # Of a file only the pauses are limited.
        aiohttp.ClientTimeout(
            total=None, connect=settings.connect_timeout, sock_read=settings.forward_timeout
        ),
        FILE_AHEAD,
    )
    try:
        yield Connections(usual, files)
    finally:
        for session in (usual, files):
            with suppress(TimeoutError):
                await asyncio.wait_for(session.close(), PARTING)


def _session(
    settings: Settings, most: int, timeout: aiohttp.ClientTimeout, ahead: int
) -> aiohttp.ClientSession:
    def with_user_timeout(address: tuple[Any, ...]) -> socket.socket:
        made = socket.socket(*address[:3])
        # A service that stopped reading would keep the socket for good.
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            milliseconds = int(settings.forward_timeout * 1000)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
        return made

    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=0,
            limit_per_host=most,
            socket_factory=with_user_timeout,
            resolver=_ReplicasByChance(),
            use_dns_cache=False,  # an address that a container had may be another's in the next second
        ),
        timeout=timeout,
        read_bufsize=ahead,
        # Cookies are between the client and the service, what is compressed stays so, and nothing is added.
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
    )
