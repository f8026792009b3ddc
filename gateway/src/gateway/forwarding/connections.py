"""The connections to the services: how many, how patient, to which replica, and how they end.

The name of a service stands for all of its replicas. Each new connection is to one of them by chance, the
connections take turns, and none is kept for very long, so that a replica which comes back gets its share.
"""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
from aiohttp.abc import ResolveResult

from gateway.settings import Settings

PARTING = 1.0
"""Seconds that connections get to send what is left in them when the process ends."""
REQUESTS_PER_CONNECTION = 100
"""How many requests a connection carries on average before another takes its place."""


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


@asynccontextmanager
async def open_connections(settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client that changes nothing in what it sends and gets."""

    def with_user_timeout(address: tuple[Any, ...]) -> socket.socket:
        made = socket.socket(*address[:3])
        # A service that stopped reading would keep the socket for good.
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            milliseconds = int(settings.forward_timeout * 1000)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
        return made

    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=0,
            limit_per_host=settings.connections_per_service,
            socket_factory=with_user_timeout,
            resolver=_ReplicasByChance(),
            use_dns_cache=False,  # an address that a container had may be another's in the next second
        ),
        timeout=aiohttp.ClientTimeout(total=settings.forward_timeout, connect=settings.connect_timeout),
        # Cookies are between the client and the service, what is compressed stays so, and nothing is added.
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
    )
    try:
        yield session
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(session.close(), PARTING)
