"""Forwarding a request to a service and its answer to the client, both streamed, neither changed.

A chunk that the slower side has not taken yet holds the faster one back, so a body of any size needs the
memory of a few chunks. A client that hangs up ends the service's work, too.

Where a connection breaks before the answer begins, a read is tried once more: the HTTP client does that for
methods that may be repeated without asking (RFC 9110, section 9.2.2). A write goes out once; its sender
knows what it stands for, and repeats it with the same Idempotency-Key.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send
from yarl import URL

from chassis.http.addresses import counted_as
from gateway.forwarding import headers
from gateway.forwarding.bodies import HungUp, IncomingBody
from gateway.forwarding.connections import Connections, is_last_of_connection, open_connections
from gateway.forwarding.errors import (
    BadGatewayError,
    BrokenOffError,
    GatewayTimeoutError,
    ServiceUnreachableError,
    TooManyPreviewsError,
)
from gateway.forwarding.rates import Allowance, Allowances
from gateway.forwarding.routes import Destination, destination
from gateway.settings import Settings


@asynccontextmanager
async def forwarding(app: FastAPI) -> AsyncIterator[None]:
    """Let `app` forward for as long as it runs."""
    settings: Settings = app.state.settings
    async with open_connections(settings) as connections:
        app.state.forwarding = Forwarding(connections, settings)
        yield


class Forwarding:
    """Sends requests on to the services."""

    def __init__(self, connections: Connections, settings: Settings) -> None:
        self._connections = connections
        self._public_url = str(settings.public_url)
        self._previews = Allowances(settings.previews_per_minute, 60.0)
        self._bases = {
            "registry": str(settings.registry_url).rstrip("/"),
            "commitments": str(settings.commitments_url).rstrip("/"),
            "review": str(settings.review_url).rstrip("/"),
        }

    def answer(self, request: Request) -> Response:
        """The answer to `request`, from the service that it is for.

        Raises `HTTPException` for a path of no service, or `TooManyPreviewsError`.
        """
        place = destination(request.scope["raw_path"].decode("latin-1"))
        if place is None:
            raise HTTPException(404)  # as for any path that is not there
        request.state.operation = f"forward_to_{place.service}"  # for metrics and spans
        allowance = self._allowance(request, place)
        if allowance is not None and not allowance.is_granted:
            raise TooManyPreviewsError(allowance)
        return _Answer(self, request, place, allowance)

    def _allowance(self, request: Request, place: Destination) -> Allowance | None:
        """What is left to this address of previews without a token: each costs much more than a read."""
        if not place.is_preview or request.headers.get("authorization"):
            return None
        address = counted_as(request.client.host) if request.client else ""
        return self._previews.take(address, time.monotonic())

    async def exchange(self, request: Request, place: Destination, body: IncomingBody, send: Send) -> None:
        """Send `request` to its `place` and the answer to the client.

        Raises a problem while there is no answer yet, `BrokenOffError` afterwards, or what kept `body` from
        being read.
        """
        begun = False
        fields = headers.to_service(request, self._public_url)
        if is_last_of_connection():
            fields["Connection"] = "close"
        session = self._connections.files if place.is_bulk else self._connections.usual
        try:
            async with session.request(
                request.method,
                self._url(request, place),
                headers=fields,
                data=None if body.is_empty else body.chunks(),
                allow_redirects=False,
            ) as answer:
                begun = True
                await _pass_on(answer, place, send)
        except (aiohttp.ClientError, TimeoutError) as error:
            if body.failure is not None:
                raise body.failure from None
            if begun:
                raise BrokenOffError(f"{place.service} broke off: {error!r}") from error
            raise _problem(error, place.service) from error

    def _url(self, request: Request, place: Destination) -> URL:
        query = request.scope["query_string"].decode("latin-1")
        return URL(self._bases[place.service] + place.path + (f"?{query}" if query else ""), encoded=True)


async def _pass_on(answer: aiohttp.ClientResponse, place: Destination, send: Send) -> None:
    fields = headers.to_client(answer.raw_headers, place)
    await send({"type": "http.response.start", "status": answer.status, "headers": fields})
    async for chunk in answer.content.iter_any():
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _with_fields(send: Send, fields: Mapping[str, str]) -> Send:
    async def send_with_fields(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(fields)
        await send(message)

    return send_with_fields


def _problem(error: Exception, service: str) -> Exception:
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError):
        return ServiceUnreachableError(f"The {service} service cannot be reached; nothing was done.")
    if isinstance(error, TimeoutError):
        return GatewayTimeoutError(f"The {service} service is slow; it is unknown what was done.")
    return BadGatewayError(f"The {service} service broke off; it is unknown what was done.")


class _Answer(Response):
    """Exchanges bytes between client and service until either is done or gone."""

    def __init__(
        self, forwarding: Forwarding, request: Request, place: Destination, allowance: Allowance | None
    ) -> None:
        super().__init__()
        self._forwarding, self._request, self._place = forwarding, request, place
        self._allowance = allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = IncomingBody(receive, scope["headers"])
        if self._allowance is not None:
            send = _with_fields(send, self._allowance.fields)
        exchange = asyncio.create_task(self._forwarding.exchange(self._request, self._place, body, send))
        watch = asyncio.create_task(body.hung_up())
        try:
            await asyncio.wait([exchange, watch], return_when=asyncio.FIRST_COMPLETED)
            if exchange.done():
                exchange.result()
        except HungUp:
            pass  # nobody is there to be answered
        finally:
            for task in (exchange, watch):
                task.cancel()
            await asyncio.gather(exchange, watch, return_exceptions=True)
