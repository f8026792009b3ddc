"""JSON from outside: no object has a key twice, as nobody knows which is meant (I-JSON, RFC 7493). Pure."""

import json
from collections.abc import Iterator
from typing import Any

from chassis.base.pointers import pointer

REPEATED = "must be given once"
"""What is wrong with a key that an object has twice."""


class RepeatedKeyError(ValueError):
    """An object has a key twice."""

    def __init__(self, *path: str | int) -> None:
        super().__init__(f"{pointer(*path)} {REPEATED}")
        self.path = path
        """Where in the document."""


class _Refusal(Exception):
    pass


class _Object(dict[str, Any]):
    repeated: str | None = None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Refusal
    return found


def _marked(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object()
    for key, value in pairs:
        if key in found and found.repeated is None:
            found.repeated = key
        found[key] = value
    return found


_ONCE = json.JSONDecoder(object_pairs_hook=_once)
_MARKED = json.JSONDecoder(object_pairs_hook=_marked)


def read(text: str) -> Any:
    """The value of a JSON document.

    Raises `RepeatedKeyError`, `ValueError` (`JSONDecodeError` among them) or `RecursionError`.
    """
    try:
        return _ONCE.decode(text)
    except _Refusal:
        raise RepeatedKeyError(*next(_repeated(_MARKED.decode(text), ()))) from None


def _repeated(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """The places of keys that are there twice: the search begins only when there is one."""
    if isinstance(value, _Object):
        if value.repeated is not None:
            yield (*path, value.repeated)
        for key, part in value.items():
            yield from _repeated(part, (*path, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _repeated(part, (*path, place))
