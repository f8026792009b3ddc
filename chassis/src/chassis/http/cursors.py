"""Cursors: where a page begins, and of which list it is. Pure.

A cursor holds the key of the last item before the page, and a digest of the list. The digest is no secret: it
guards against mistakes, such as a cursor that is kept while a filter changes, and is the same in every
process and release.
"""

import base64
import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from types import NoneType
from typing import Any

from chassis.problems import InvalidError

_OF_PAGES = {"limit", "cursor"}
"""Parameters that choose a page, and not a list."""


def list_digest(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """What identifies a list: its path, order and filters, whichever parameter is given first."""
    kept = sorted(parameter for parameter in parameters if parameter[0] not in _OF_PAGES)
    text = "\0".join([path, *(part for parameter in kept for part in parameter)])
    return blake2b(text.encode(), digest_size=6).hexdigest()


def write_cursor(digest: str, key: Sequence[Any]) -> str:
    """The cursor that leads behind the item with `key`, in the list with `digest`."""
    parts = [part if part is None or isinstance(part, int) else str(part) for part in key]
    return base64.urlsafe_b64encode(json.dumps([digest, *parts], separators=(",", ":")).encode()).decode()


def read_cursor(digest: str, cursor: str) -> tuple[Any, ...]:
    """The key in `cursor`. Raises `InvalidError`: it is not of the list with `digest`."""
    try:
        parts = json.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as error:
        raise foreign_cursor() from error
    if not isinstance(parts, list) or not all(type(part) in {str, int, NoneType} for part in parts):
        raise foreign_cursor()
    if parts[:1] != [digest]:
        raise foreign_cursor()
    return tuple(parts[1:])


def foreign_cursor() -> InvalidError:
    """The problem with a cursor that this list did not give."""
    detail = "must be a cursor of this list with these filters and in this order; begin without one"
    return InvalidError.at("?cursor", detail)
