"""The shape of a line of the log: what is withheld, what of an error is shown, how long it may be. Pure."""

import json
import re
import traceback
from collections.abc import Iterator, Mapping
from typing import Any

from chassis.base.failures import described

LONGEST_LINE = 16 * 1024
"""Bytes, the end of the line among them."""
MOST_FRAMES = 50
"""Of one error; those in the middle are left out."""
LONGEST_CHAIN = 4
"""Errors by which an error was caused."""
_LONGEST_MESSAGE = 1000
_LENGTHS = (4000, 1000, 200, 50)
"""Characters that are left of each text, and elements of each list, until the line is short enough."""
WITHHELD = "withheld"
_SECRET_NAMES = ("authorization", "token", "secret", "password", "cookie", "api_key", "private_key")
_SECRETS = (
    (re.compile(r"-----BEGIN [^-]*-----.*?(?:-----END [^-]*-----|\Z)", re.DOTALL), WITHHELD),
    (re.compile(r"\b(Bearer|Basic|DPoP)\s+[^\s'\",;]+", re.IGNORECASE), rf"\1 {WITHHELD}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"), WITHHELD),
    (re.compile(r"\bcompact_[\w-]{20,}"), WITHHELD),
    (re.compile(r"(://[^\s:/@]*):[^\s/@]+@"), rf"\1:{WITHHELD}@"),
)


def exception(error: BaseException) -> list[dict[str, Any]]:
    """`error` and what caused it, the last first: kind and message of each, and where it was raised.

    Frames are places and names; never the values of variables.
    """
    return [
        {"type": type(one).__name__, "message": described(one)[:_LONGEST_MESSAGE], "frames": _frames(one)}
        for one in _chain(error)
    ]


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen = set[int]()
    following: BaseException | None = error
    while following is not None and id(following) not in seen and len(seen) < LONGEST_CHAIN:
        yield following
        seen.add(id(following))
        context = None if following.__suppress_context__ else following.__context__
        following = following.__cause__ or context


def _frames(error: BaseException) -> list[str]:
    places = [
        f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    if len(places) <= MOST_FRAMES:
        return places
    half = MOST_FRAMES // 2
    return [*places[: half - 1], f"... {len(places) - MOST_FRAMES + 1} more ...", *places[-half:]]


def without_secrets(value: Any, name: str = "") -> Any:
    """`value` with nothing in it that looks like a secret, by its name or its form."""
    if any(part in name.lower() for part in _SECRET_NAMES):
        return WITHHELD
    if isinstance(value, Mapping):
        return {str(key): without_secrets(one, str(key)) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [without_secrets(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _masked(value if isinstance(value, str) else str(value))


def _masked(text: str) -> str:
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def line(event: Mapping[str, Any]) -> str:
    """`event` as JSON on one line that is never too long; what is too long in it is cut."""
    rendered = json.dumps(event)
    for length in _LENGTHS:
        if len(rendered) < LONGEST_LINE:
            return rendered
        rendered = json.dumps({**_cut(event, length), "cut": True})
    if len(rendered) < LONGEST_LINE:
        return rendered
    first = {str(name)[:50]: value for name, value in list(_cut(event, 50).items())[:20]}
    kept = {name: value for name, value in first.items() if not isinstance(value, dict | list)}
    return json.dumps({**kept, "cut": True})


def _cut(value: Any, length: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= length else f"{value[:length]}…"
    if isinstance(value, Mapping):
        return {name: _cut(one, length) for name, one in value.items()}
    if isinstance(value, list):
        return [_cut(one, length) for one in value[:length]]
    return value
