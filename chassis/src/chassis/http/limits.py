"""What a request may weigh and contain, and how long it may take to come in: checked before anything else.

Nothing is taken for a request whose body is still on its way: no connection to the database or to another
service, and no dependency runs. Files alone are handed on as they arrive.
"""

from collections.abc import Set as AbstractSet
from urllib.parse import unquote_plus, unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http import pace
from chassis.http.bodies import BodyTooLargeError, GoneError, IncomingBody, Room, replayed
from chassis.http.problem_documents import response_to
from chassis.problems import FieldError, InvalidError, Problem


class Limits:
    """ASGI middleware: reads bodies whole, up to `body_limit` bytes.

    It refuses paths and queries that are no text. A `POST` to one of the `file_paths` may have `file_limit`
    bytes: it is read as it arrives.
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
    _check_text(scope)
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()) or int(length) > limit:
        raise BodyTooLargeError(limit)


def _check_text(scope: Scope) -> None:
    """Refuse a path or a query that is no text."""
    if b"%" in scope.get("raw_path", b"") and (fault := _text_fault(scope["raw_path"])) is not None:
        raise InvalidError.at("path:", fault)
    query = scope.get("query_string", b"")
    if b"%" in query and _text_fault(query) is not None:
        named = (one.partition(b"=") for one in query.split(b"&"))
        faults = ((name, _text_fault(name) or _text_fault(value)) for name, _, value in named)
        raise InvalidError.of(
            [FieldError(f"?{unquote_plus(name.decode('latin-1'))}", fault) for name, fault in faults if fault]
        )


def _text_fault(quoted: bytes) -> str | None:
    text = unquote_to_bytes(quoted)
    if b"\0" in text:
        return "NUL is no character of a text"
    try:
        text.decode()
    except UnicodeDecodeError:
        return "must be text in UTF-8"
    return None


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
