"""What a request may weigh and contain, checked before anything reads it, and its name in the logs."""

import re
from collections.abc import Set as AbstractSet
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.problem_documents import answer
from chassis.problems import FieldError

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")


class BodyTooLargeError(HTTPException):
    """The body is larger than the limit. FastAPI lets an `HTTPException` pass while it reads a body."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"The body may have at most {limit} bytes.")


class Limits:
    """ASGI middleware: refuses bodies over `body_limit` bytes and NUL in paths and queries.

    A `POST` to one of the `file_paths` may have `file_limit` bytes: it is read as it arrives.
    """

    def __init__(
        self, app: ASGIApp, body_limit: int, file_limit: int, file_paths: AbstractSet[str] = frozenset()
    ) -> None:
        self._app, self._body_limit = app, body_limit
        self._file_limit, self._file_paths = file_limit, file_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._guard(scope, receive, _with_request_id(send, request_id), headers)

    async def _guard(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        raw = scope.get("raw_path", b"") + b"?" + scope.get("query_string", b"")
        if b"%00" in raw:
            await _refuse(
                scope, receive, send, 422, "invalid", "Invalid input", "NUL is no character of a text."
            )
            return
        takes_file = scope["method"] == "POST" and scope["path"] in self._file_paths
        limit = self._file_limit if takes_file else self._body_limit
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal()) or int(length) > limit:
            await self._too_large(scope, receive, send, limit)
            return
        await self._app(scope, self._counted(receive, limit), send)

    def _counted(self, receive: Receive, limit: int) -> Receive:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise BodyTooLargeError(limit)
            return message

        return counted

    async def _too_large(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        detail = BodyTooLargeError(limit).detail
        await _refuse(scope, receive, send, 413, "content-too-large", "Content Too Large", detail)


async def _refuse(
    scope: Scope, receive: Receive, send: Send, status: int, kind: str, title: str, detail: str
) -> None:
    response = answer(Request(scope), status, kind, title, detail, [FieldError("", detail)])
    await response(scope, receive, send)


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else str(uuid4())


def _with_request_id(send: Send, request_id: str) -> Send:
    async def named(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["X-Request-Id"] = request_id
        await send(message)

    return named
