"""Forwarding a request to a service and its answer to the client, both streamed, neither changed.

A chunk that the slower side has not taken yet holds the faster one back, so a body of any size needs the memory
of a few chunks. A client that hangs up ends the service's work, too.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import structlog
from fastapi import FastAPI, Request, Response
from starlette.types import Message, Receive, Scope, Send
from yarl import URL

from chassis.problems import NotFoundError
from gateway import headers
from gateway.errors import BadGatewayError, GatewayTimeoutError, ServiceUnreachableError
from gateway.routes import Destination, destination
from gateway.settings import Settings

log = structlog.get_logger(__name__)


class HungUp(Exception):
    """The client is gone before it has sent its whole request."""


class BrokenOffError(Exception):
    """The service broke off after its answer had begun; the connection is cut, so that the client notices."""


@asynccontextmanager
async def connections(app: FastAPI) -> AsyncIterator[None]:
    """Open the connections to the services, for as long as `app` runs."""
    settings: Settings = app.state.settings
    # Cookies and redirects are between the client and the service; what is compressed stays so.
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, limit_per_host=settings.connections_per_service),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        timeout=aiohttp.ClientTimeout(total=settings.forward_timeout, connect=settings.connect_timeout),
    ) as session:
        app.state.forwarding = Forwarding(session, settings)
        yield


class Forwarding:
    """Sends requests on to the services."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings) -> None:
        self._session = session
        self._public_url = str(settings.public_url)
        self._base = {
            "registry": str(settings.registry_url).rstrip("/"),
            "commitments": str(settings.commitments_url).rstrip("/"),
            "review": str(settings.review_url).rstrip("/"),
        }

    def answer(self, request: Request) -> Response:
        """The answer of the service to which `request` goes. Raises `NotFoundError` when none answers for it."""
        path: str = request.scope["raw_path"].decode("latin-1")
        place = destination(path)
        if place is None or not path.isascii():
            raise NotFoundError("There is nothing at this path.")
        return _Answer(self, request, place)

    def open(
        self, request: Request, place: Destination, body: "_Body"
    ) -> "aiohttp.client._RequestContextManager":
        """The exchange with the service, begun when it is entered."""
        query = request.scope["query_string"].decode("latin-1")
        target = self._base[place.service] + place.path + (f"?{query}" if query else "")
        return self._session.request(
            request.method,
            URL(target, encoded=True),
            headers=headers.to_service(request, self._public_url),
            data=None if body.is_empty else body.chunks(),
            allow_redirects=False,
        )
