"""Answers that are the same for everybody: with validators, and with what a browser must not do with them."""

import hashlib
import json
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import Field

from chassis.values import Key

Name = Annotated[Key, Field(max_length=100)]
"""Of one thing among those that are served."""
_ALL_PAGES = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE = f"{_NOTHING}; style-src 'self'; img-src 'self' data:"
"""The Content-Security-Policy of a page without programs."""
VIEWER = f"{PAGE}; script-src 'self'; connect-src 'self'"
"""That of a page whose programs are files of our own and speak to nobody but us."""


def document(request: Request, content: dict[str, Any], media_type: str = "application/json") -> Response:
    """A JSON document."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return answer(request, text.encode(), media_type, _NOTHING)


def page(request: Request, html: str, policy: str = PAGE) -> Response:
    """A page for people."""
    return answer(request, html.encode(), "text/html; charset=utf-8", policy)


def answer(request: Request, content: bytes, media_type: str, policy: str = _NOTHING) -> Response:
    """`content`, or 304 for whoever has it; `policy` says what a browser may do with it."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**_ALL_PAGES, "Content-Security-Policy": policy, "ETag": etag}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
