"""What a request may weigh and contain, and how long it may take to come in: checked before anything else.

Nothing is taken for a request whose body is still on its way: no connection to the database or to another
service, and no dependency runs. Files alone are handed on as they arrive.
"""

from collections.abc import Set as AbstractSet

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http import pace
from chassis.http.bodies import BodyTooLargeError, GoneError, IncomingBody, Room, replayed
from chassis.http.problem_documents import response_to
from chassis.problems import FieldError, InvalidError, Problem


class Limits:
    """ASGI middleware: reads bodies whole, up to `body_limit` bytes, and refuses NUL in paths and queries.

    A `POST` to one of the `file_paths` may have `file_limit` bytes: it is read as it arrives.
    """

    def __init__(
        self, app: ASGIApp, body_limit: int, file_limit: int, file_paths: AbstractSet[str] = frozenset()
    ) -> None:
        self._app, self._body_limit = app, body_limit
        self._file_limit, self._file_paths = file_limit, file_paths
        self._room = Room()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        takes_file = scope["method"] == "POST" and scope["path"] in self._file_paths
        limit = self._file_limit if takes_file else self._body_limit
        body = IncomingBody(receive, headers, limit, pace.FILE if takes_file else pace.BODY)
        send = _announcing(send, body)
        try:
            _check(scope, headers, limit)
        except (Problem, HTTPException) as error:
            await response_to(Request(scope), error)(scope, receive, send)
            return
        if takes_file or body.ended:
            await self._app(scope, body.receive, send)
        else:
            await self._read_first(scope, receive, send, body)

    async def _read_first(self, scope: Scope, receive: Receive, send: Send, body: IncomingBody) -> None:
        with self._room.share() as share:
            try:
                whole = await body.whole(share)
            except GoneError:
                return
            except (Problem, HTTPException) as error:
                await response_to(Request(scope), error)(scope, receive, send)
                return
            await self._app(scope, replayed(whole, receive), send)


def _check(scope: Scope, headers: Headers, limit: int) -> None:
    if b"%00" in scope.get("raw_path", b"") + b"?" + scope.get("query_string", b""):
        detail = "NUL is no character of a text."
        raise InvalidError(detail, FieldError("", detail))
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()) or int(length) > limit:
        raise BodyTooLargeError(limit)


def _announcing(send: Send, body: IncomingBody) -> Send:
    """`send`; an answer to a body that has not come to its end announces the end of the connection.

    What still comes is thrown away for a moment: a connection that closes on unread bytes is reset, and the
    answer may be lost with it.
    """
    closes = False

    async def announce(message: Message) -> None:
        nonlocal closes
        if message["type"] == "http.response.start" and not body.ended:
            closes = True
            MutableHeaders(scope=message)["Connection"] = "close"
        if closes and message["type"] == "http.response.body" and not message.get("more_body", False):
            await send({**message, "more_body": True})
            await body.discard()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await send(message)

    return announce
