"""Problem documents where there is no application to write them: in the server's connections."""

import json
from functools import lru_cache
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.http.problem_documents import MEDIA_TYPE, document

_RETRY_AFTER = {429: "5"}
"""Seconds."""


def _body(types: str, status: int, detail: str, instance: str) -> bytes:
    title = HTTPStatus(status).phrase
    kind = title.lower().replace(" ", "-")
    return json.dumps(document(types, status, kind, title, detail, instance)).encode()


def _fields(status: int) -> dict[str, str]:
    again = {"Retry-After": _RETRY_AFTER[status]} if status in _RETRY_AFTER else {}
    return {"Connection": "close", **again}


@lru_cache(maxsize=32)  # what is refused may come in floods
def refusal(types: str, status: int, detail: str) -> bytes:
    """A whole answer to a request that could not be read: it is the last of its connection.

    `types`: the URL below which the pages of the types of problems are.
    """
    body = _body(types, status, detail, "")
    fields = {"Content-Type": MEDIA_TYPE, "Content-Length": str(len(body)), **_fields(status)}
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def refusing(types: str, status: int, detail: str) -> ASGIApp:
    """An application that answers so, whatever is asked: the answer is the last of its connection."""

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        body = _body(types, status, detail, scope["path"])
        await Response(body, status, _fields(status), MEDIA_TYPE)(scope, receive, send)

    return refuse
