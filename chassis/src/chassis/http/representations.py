"""How answers may be kept: `ETag`, `If-None-Match`, 304, `Cache-Control`, `Vary`; `HEAD` wherever `GET` is.

ASGI middleware, the innermost: it sees each answer as the application gives it. A tag of a resource (see
`preconditions`) is completed with a digest of the bytes; other JSON, such as a list, gets a weak tag of its
bytes. What is streamed has no tag, and what a gateway passes on stays as it is.
"""

import re
from hashlib import blake2b

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PUBLIC, PRIVATE = "no-cache", "private, no-cache"
_OF_VERSION = re.compile(r'"[0-9a-f-]{36}\.[0-9]+"')
_OF_THE_BODY = {
    "content-length",
    "content-type",
    "content-encoding",
    "content-language",
    "content-disposition",
}
"""Fields that a 304, which has none, is without."""


class Representations:
    """Lets clients keep what they have got, and ask whether it is still so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        if scope["method"] == "HEAD" and not _takes_head(scope):
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, answer.send)


class _Answer:
    """One answer, held back until its first bytes are there."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        self._asked = Headers(scope=scope)
        self._reads = scope["method"] in {"GET", "HEAD"}
        self._is_head = scope["method"] == "HEAD"
        self._is_resource = scope["path"].startswith("/v1/")
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        """Send `message`, the start of the answer only with what follows it."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        start, self._start = self._start, None
        if start is not None:
            message = self._begun(start, message)
            await self._send(start)
        if self._is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    def _begun(self, start: Message, first: Message) -> Message:
        """What follows `start`, which is completed."""
        headers = MutableHeaders(scope=start)
        if self._is_resource:
            headers.setdefault("Cache-Control", PRIVATE if "authorization" in self._asked else PUBLIC)
            _vary(headers)
        if first.get("more_body", False):
            return first
        self._tag(headers, start["status"], first.get("body", b""))
        if not (self._reads and start["status"] == 200 and self._has(headers.get("etag"))):
            return first
        start["status"] = 304
        start["headers"] = [one for one in start["headers"] if one[0].decode().lower() not in _OF_THE_BODY]
        return {"type": "http.response.body", "body": b""}

    def _tag(self, headers: MutableHeaders, status: int, body: bytes) -> None:
        tag = headers.get("etag")
        if tag is None:
            is_json = headers.get("content-type", "").startswith("application/json")
            if self._reads and status == 200 and self._is_resource and is_json:
                headers["ETag"] = f'W/"{_digest(body)}"'
        elif body and _OF_VERSION.fullmatch(tag):
            headers["ETag"] = f'{tag[:-1]}.{_digest(body)}"'

    def _has(self, tag: str | None) -> bool:
        """Whether the client has what `tag` names, by weak comparison (RFC 9110, section 13.1.2)."""
        known = ",".join(self._asked.getlist("if-none-match"))
        if tag is None or not known:
            return False
        tags = {one.strip().removeprefix("W/") for one in known.split(",")}
        return "*" in tags or tag.removeprefix("W/") in tags


def _vary(headers: MutableHeaders) -> None:
    """Name `Authorization` among what the answer depends on, unless the service behind a gateway has."""
    named = {one.strip().lower() for given in headers.getlist("vary") for one in given.split(",")}
    if not named & {"authorization", "*"}:
        headers.add_vary_header("Authorization")


def _digest(body: bytes) -> str:
    return blake2b(body, digest_size=8).hexdigest()


def _takes_head(scope: Scope) -> bool:
    """Whether the application answers `HEAD` itself, as what passes requests on does."""
    app: FastAPI = scope["app"]
    return any(route.matches(scope)[0] is Match.FULL for route in app.router.routes)
