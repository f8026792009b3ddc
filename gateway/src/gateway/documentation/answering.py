"""Answers that are the same for everybody: with validators, and with what a browser must not do with them.

Leaves to others: the 304 for whoever has them (`chassis.http.representations`).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Response
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


def encoded(content: Mapping[str, Any]) -> bytes:
    """A JSON document as it is sent."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def document(content: bytes, media_type: str = "application/json") -> Response:
    """A JSON document."""
    return answer(content, media_type)


def page(html: str, policy: str = PAGE) -> Response:
    """A page for people."""
    return answer(html.encode(), "text/html; charset=utf-8", policy)


def answer(content: bytes, media_type: str, policy: str = _NOTHING) -> Response:
    """`content`; `policy` is what a browser may do with it."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**_ALL_PAGES, "Content-Security-Policy": policy, "ETag": etag}
    return Response(content, media_type=media_type, headers=headers)
