"""Reading one cell: what a person, a spreadsheet or a program may have written for a value. Pure.

What is meant without doubt is understood; all else is refused with what would mend it.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from chassis.resources.bulk.faults import TOO_LARGE

ReadCell = Callable[[str], Any]
"""The value in a cell that is not empty, as JSON has it. Raises `CellError`."""


class CellError(Exception):
    """A cell cannot be taken; its text is the reason, for people."""


class Converted(str):
    """The text of a cell for which a spreadsheet has a value, and may have made it of another text."""

    __slots__ = ("what",)
    what: str
    """It is, as `a date or a time`."""

    @classmethod
    def of(cls, text: str, what: str) -> "Converted":
        """`text` in place of the value."""
        converted = cls(text)
        converted.what = what
        return converted


_ERRORS = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA)"
)
_NOTHING = frozenset({"nan", "NaN", "-nan", "-NaN", "<NA>", "NaT", "#N/A N/A", "#NA", "1.#IND", "1.#QNAN"})
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[Ee][+-]?[0-9]+)?")
_WHOLE = re.compile(r"([+-]?[0-9]+)(?:\.0*)?")
_FIXED_DIGITS = re.compile(r"\^(?:\[0-9\]|\\d)\{([0-9]+)\}\$")
_BOOLEANS = {"true": True, "1": True, "1.0": True, "yes": True}
_BOOLEANS |= {"false": False, "0": False, "0.0": False, "no": False}
_LOST = frozenset({"NA", "N/A", "n/a", "NULL", "null", "None", "#N/A", "-1.#IND", "-1.#QNAN"}) | _NOTHING
"""Texts that programs read as nothing."""


NO_VALUE = "#formula"
"""In place of a formula whose value a workbook has not."""
NO_NUMBER = "#number"
"""In place of a number that is too large for a double."""
_LONGEST_NUMBER = 4000
"""Digits; Python makes no number of many more."""
_PRECISION = 1e-14
"""With which programs keep numbers of many digits."""
_TRUTH = frozenset({"true", "false"})


def check_cell(cell: str) -> None:
    """Raise `CellError` for what a spreadsheet or a program leaves where a value is missing."""
    if cell == NO_VALUE:
        raise CellError(
            "a formula has no value: save the file with a spreadsheet once, or write the value; where it is a"
            " text that begins with =, send JSON lines"
        )
    if cell == NO_NUMBER:
        raise CellError(TOO_LARGE)
    if _ERRORS.fullmatch(cell):
        raise CellError(f"{cell} is an error of a spreadsheet: mend its formula, or empty the cell")
    if cell in _NOTHING:
        raise CellError(
            f"{cell} is how a program marks a missing value: empty the cell to clear the value, or leave the"
            " column out to keep it; where it is a text, send JSON lines"
        )


def read_text(cell: str) -> str:
    """The text itself. Raises `CellError` for what a spreadsheet may have made of another."""
    if isinstance(cell, Converted):
        raise CellError(f"{cell[:40]!s} is {cell.what}, and no text: format it as text, and write it anew")
    return cell


def read_date(cell: str) -> str:
    """The day in ISO 8601. Raises `CellError`."""
    found = _DATE.fullmatch(cell.strip())
    if found is None:
        reason = "is a number" if _NUMBER.fullmatch(cell.strip()) else "is no date"
        raise CellError(f"{cell[:40]!r} {reason}: write dates as 2026-01-31, with the year first")
    return found[1]


def _read_whole(cell: str) -> int:
    text = cell.strip()
    if (found := _WHOLE.fullmatch(text)) is not None and len(found[1]) < _LONGEST_NUMBER:
        return int(found[1])
    if _NUMBER.fullmatch(text):
        raise CellError(f"{text[:40]!r} is not written as a whole number: write all digits, as 100000")
    raise CellError(f"{text[:40]!r} is no whole number")


def _read_decimal(cell: str) -> str:
    text = cell.strip()
    if _NUMBER.fullmatch(text) is None and _NUMBER.fullmatch(text.replace(",", ".")):
        raise CellError(f"{text[:40]!r} has a comma: write a point before the decimals, and no separators")
    return text


def _read_number(cell: str) -> float | str:
    text = _read_decimal(cell)
    if not _NUMBER.fullmatch(text):
        return text  # which the model refuses
    number = float(text)
    if not math.isfinite(number):
        raise CellError(TOO_LARGE)
    return number


def _read_boolean(cell: str) -> bool:
    value = _BOOLEANS.get(cell.strip().lower())
    if value is None:
        raise CellError(f"{cell[:40]!r} is neither true nor false")
    return value


READERS: Mapping[Any, ReadCell] = {
    dt.date: read_date,
    int: _read_whole,
    float: _read_number,
    Decimal: _read_decimal,
    bool: _read_boolean,
}
"""By the type of the field. A text is read by `read_text`."""


def of_digits(pattern: str) -> ReadCell | None:
    """What reads codes of so many digits as `pattern` has, if it has: spreadsheets drop zeros before them."""
    found = _FIXED_DIGITS.fullmatch(pattern)
    if found is None:
        return None
    length = int(found[1])

    def read(cell: str) -> str:
        whole = _WHOLE.fullmatch(cell.strip())
        if whole is None or not whole[1].isdecimal() or len(whole[1]) > length:
            raise CellError(f"{cell[:40]!r} is no code of {length} digits: format the column as text")
        return whole[1].zfill(length)

    return read


def rewritten(stored: Any, given: Any) -> str | None:
    """Why `given`, which stood in a cell, seems to be `stored` as a program rewrote it; `None`: it does not.

    `stored` is a value as JSON has it, and `given` is another one.
    """
    if isinstance(stored, list) and isinstance(given, list) and len(stored) == len(given):
        pairs = [(old, new) for old, new in zip(stored, given, strict=True) if old != new]
        reasons = [rewritten(old, new) for old, new in pairs]
        return reasons[0] if reasons and None not in reasons else None
    if isinstance(stored, list) and len(stored) == 1 and given is None:
        return rewritten(stored[0], None)
    if not isinstance(stored, str):
        return None
    if given is None and (stored in _LOST or stored.startswith("=")):
        return (
            f"is stored as {stored[:40]!r}, which programs read as nothing: put it into the cell, with"
            " pandas by keep_default_na=False; to clear it, send JSON lines"
        )
    if isinstance(given, str) and is_same_value(stored, given):
        return (
            f"{given[:40]!r} is the number of {stored[:40]!r}, which is stored, written otherwise: format the"
            " column as text, with pandas by dtype=str; to change it, send JSON lines"
        )
    return None


def looks_computed(text: str) -> bool:
    """Whether a program may take `text` for a number or a truth value, and write it otherwise."""
    return _NUMBER.fullmatch(text) is not None or text.lower() in _TRUTH


def is_same_value(one: str, other: str) -> bool:
    """Whether two texts are the same number or truth value."""
    if one.lower() in _TRUTH:
        return one.lower() == other.lower()
    try:
        return math.isclose(float(one), float(other), rel_tol=_PRECISION)
    except ValueError:
        return False
