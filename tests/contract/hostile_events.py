"""An event with one thing wrong in its data, in each way that a careless or hostile publisher finds."""

import copy
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

from tests.contract.hostile import INSTANTS

Data = dict[str, Any]
Place = tuple[str | int, ...]

_TIMES = (
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00.000001Z",
    "9999-12-31T23:59:59.999998Z",
    "2026-12-10T17:00:00.123456789Z",
    "infinity",
    "-infinity",
    1830000000,
    *INSTANTS,
)
_DAYS = ("0001-01-01", "9999-12-31", "2026-02-30", "2026-12-10T00:00:00Z", "infinity", "-infinity", 0)
_INCOMPRESSIBLE = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(200))
"""Longer than what an index can hold, also when it is compressed."""
_TEXTS = (
    "",
    "a\x00b",
    "\x00",
    "\ud800",
    "a\x1b\x85\u202eb",
    "\\u0000",
    _INCOMPRESSIBLE,
    "x" * 200_000,
    "NaN",
)
_NUMBERS = (2**31, -(2**31) - 1, 2**63, 10**30, -1, 0.5, 1e308, float("nan"), float("inf"), float("-inf"))
_KINDS: tuple[Any, ...] = (None, True, [], {}, [None], {"a\x00": 1}, {"a": ["\x00"]}, "1", 1)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")


def variants(data: Data, read: Iterable[str]) -> Iterator[tuple[str, Data]]:
    """`data`, each time with one thing wrong in what is `read` of it (names of fields), and what that is."""
    for name in read:
        for place, value in _places(data[name], (name,)):
            yield f"without {_shown(place)}", _without(data, place)
            for hostile in (*_like(value), *_NUMBERS, *_KINDS):
                yield f"{_shown(place)}: {hostile!a:.40}", _with(data, place, hostile)
    yield "another field", {**data, "unheard_of": "a\x00b"}
    yield "nothing", {}


def _like(value: Any) -> tuple[Any, ...]:
    if isinstance(value, str) and _INSTANT.match(value):
        return (*_TIMES, *_TEXTS)
    if isinstance(value, str) and _DAY.match(value):
        return (*_DAYS, *_TEXTS)
    return _TEXTS


def _places(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """`value` and what is in it; of a list the first item."""
    yield place, value
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _places(part, (*place, name))
    elif isinstance(value, list) and value:
        yield from _places(value[0], (*place, 0))


def _with(data: Data, place: Place, value: Any) -> Data:
    changed, *steps, last = copy.deepcopy(data), *place
    _inner(changed, steps)[last] = value
    return changed


def _without(data: Data, place: Place) -> Data:
    changed, *steps, last = copy.deepcopy(data), *place
    del _inner(changed, steps)[last]
    return changed


def _inner(value: Any, steps: Iterable[str | int]) -> Any:
    for step in steps:
        value = value[step]
    return value


def _shown(place: Place) -> str:
    return "/".join(map(str, place))
