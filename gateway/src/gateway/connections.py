"""The connections to the services: how many, how patient, and how they end."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

from gateway.settings import Settings

PARTING = 1.0
"""Seconds that connections get to send what is left in them when the process ends."""


@asynccontextmanager
async def open_connections(settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client that changes nothing in what it sends and gets."""

    def with_user_timeout(address: tuple[Any, ...]) -> socket.socket:
        made = socket.socket(*address[:3])
        if hasattr(
            socket, "TCP_USER_TIMEOUT"
        ):  # a service that stopped reading would keep the socket for good
            milliseconds = int(settings.forward_timeout * 1000)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
        return made

    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=0, limit_per_host=settings.connections_per_service, socket_factory=with_user_timeout
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
