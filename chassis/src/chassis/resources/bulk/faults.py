"""What is wrong with the text of a row, before anything is made of it. Pure."""

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

from chassis.base.pointers import pointer
from chassis.resources.bulk.rows import Rejection
from chassis.values.texts import LOST

TOO_LONG = "the row is too long"
TOO_LARGE = "a number must be below 1.8E308: write it as text where it is a text, or correct it"
NUL = "NUL is no character of a text"
LOST_DETAIL = (
    f"{LOST} stands where a character was lost: write the text anew, or send the file that has it whole"
)
_LARGE = re.compile(r"[0-9][eE]\+?[0-9]{3}|[0-9]{200}")
"""What each number of JSON has that is too large for a double."""
_UNSTORABLE = re.compile("[\\x00\ud800-\udfff]")


def text_fault(text: str, charset: str) -> str | None:
    """Why `text`, which was decoded from `charset`, is no text that can be stored, if so."""
    if "\x00" in text:
        return f"{NUL}; is the file in UTF-16? Declare it: charset=utf-16le"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return (
            f"{_given(text[error.start])} is no character of {charset}: save the file as UTF-8, or"
            " declare its charset, as in Content-Type: text/csv; charset=windows-1252"
        )
    return None


def storable(text: str) -> str:
    """`text` with `LOST` in place of each character that cannot be stored."""
    return _UNSTORABLE.sub(LOST, text)


def unstorable_texts(value: Any, charset: str, *path: str | int) -> Iterator[tuple[str, str]]:
    """Pointer and fault of each text in `value` that cannot be stored; `path` is where it stands."""
    if isinstance(value, str):
        if (fault := text_fault(value, charset)) is not None:
            yield pointer(*path), fault
    else:
        for key, inner in _inner(value):
            yield from unstorable_texts(inner, charset, *path, key)


def lost_texts(value: Any, stored: Any, *path: str | int) -> Iterator[str]:
    """The pointer of each text in `value` in which a character was lost, unless it is `stored` so."""
    if value == stored:
        return
    if isinstance(value, str):
        if LOST in value:
            yield pointer(*path)
    else:
        for key, inner in _inner(value):
            known = stored.get(key) if isinstance(stored, dict) else None
            yield from lost_texts(inner, known, *path, key)


def large_numbers(document: str, value: Any) -> Iterator[str]:
    """The pointer of each number that is too large for a double, in the `value` of the JSON `document`."""
    return _infinite(value) if _LARGE.search(document) else iter(())


def _infinite(value: Any, *path: str | int) -> Iterator[str]:
    if isinstance(value, float) and math.isinf(value):
        yield pointer(*path)
    for key, inner in _inner(value):
        yield from _infinite(inner, *path, key)


def _inner(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def has_escaped_nul(document: str) -> bool:
    """Whether a text of this JSON document has a NUL, which shows in no letter of the document."""
    return "\\u0000" in document.replace("\\\\", "")


def _given(surrogate: str) -> str:
    """The byte for which `surrogate` stands, where it stands for one."""
    number = ord(surrogate) - 0xDC00
    return f"the byte 0x{number:02X}" if 0x80 <= number <= 0xFF else "half a character"  # of a byte


def faults_as_json(rejections: Iterable[Rejection]) -> str:
    """The faults of a row as they are stored."""
    return json.dumps([{"pointer": fault.pointer, "detail": fault.detail} for fault in rejections])
