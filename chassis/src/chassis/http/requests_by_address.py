"""How many requests of one address may be in progress; who that is, behind a trusted proxy."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.http.addresses import OpenByAddress, Proxies, counted_as
from chassis.http.problem_documents import response_to
from chassis.problems import Problem


class TooManyRequestsError(Problem):
    """The address has so many requests in progress that it gets no other one now: 429. It had no effect."""

    status, kind, title = 429, "too-many-requests", "Too Many Requests"
    headers: Mapping[str, str] = {"Retry-After": "1", "Connection": "close"}


class RequestsByAddress:
    """ASGI middleware: `most` requests in progress of each address. `None`: any number.

    What comes from one of the `proxies` comes from the client that it names; so the application sees it.
    """

    def __init__(self, app: ASGIApp, most: int | None, proxies: Proxies) -> None:
        self._app, self._proxies = app, proxies
        self._open = OpenByAddress(most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http" or not scope["client"]:
            await self._app(scope, receive, send)
            return
        host, port = scope["client"]
        client = self._proxies.client_of(host, Headers(scope=scope).getlist("x-forwarded-for"))
        scope["client"] = client, port
        address = counted_as(client)
        if not self._open.enter(address):
            error = TooManyRequestsError("Too many requests of this address are in progress.")
            await response_to(Request(scope), error)(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._open.leave(address)
