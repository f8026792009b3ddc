"""Reading a sheet of a workbook (ECMA-376) front to back, as rows of texts, in bounded memory."""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any
from xml.parsers import expat

from chassis.problems import InvalidError
from chassis.resources.bulk.cell_values import NO_NUMBER, NO_VALUE, Converted

MOST_ROWS = 1_048_576
"""Of a sheet, by the format."""
_CHUNK = 1 << 14
_ESCAPED = re.compile(r"_x(?!0000)(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
_LETTERS = re.compile(r"[A-Z]{1,3}")
_TEXTS = frozenset({"v", "t"})
_DATE = "a date or a time"
_MOST_DIGITS = 15
"""Of a number that a spreadsheet keeps."""
_MANY_DIGITS = f"a number of more than {_MOST_DIGITS} digits, of which a spreadsheet keeps {_MOST_DIGITS}"


@dataclass(frozen=True, slots=True)
class Book:
    """What the cells of a sheet refer to."""

    strings: Sequence[str]
    """Texts that sheets share, by number."""
    dates: Collection[int]
    """The styles of dates, by number."""
    epoch: datetime
    """The day from which dates are counted."""


class _Rows:
    """Gathers the rows of a sheet as its elements come. What stands beyond `width` is taken to be there."""

    def __init__(self, book: Book, width: int) -> None:
        self.width = width
        self._book = book
        self.done: list[tuple[int, dict[int, str]]] = []
        self._number = self._column = 0
        self._row: dict[int, str] = {}
        self._kind, self._style = "n", 0
        self._text: list[str] = []
        self._is_in_text = self._is_phonetic = self._has_formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        match name.rpartition(" ")[2]:
            case "row":
                former, self._number = self._number, int(attributes.get("r", self._number + 1))
                self._column, self._row = 0, {}
                if self._number > MOST_ROWS:
                    raise InvalidError.at("", f"a sheet has at most {MOST_ROWS} rows")
                if self._number <= former:
                    raise InvalidError.at(
                        "", f"after row {former} of the sheet no row {self._number} can come"
                    )
            case "c":
                self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
                self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", 0))
                self._text, self._has_formula = [], False
            case "f":
                self._has_formula = True
            case "rPh":
                self._is_phonetic = True
            case element if element in _TEXTS:
                self._is_in_text = not self._is_phonetic

    def text(self, data: str) -> None:
        """A part of a text."""
        if self._is_in_text:
            self._text.append(data)

    def end(self, name: str) -> None:
        """An element ends."""
        match name.rpartition(" ")[2]:
            case "row":
                if self._row:
                    self.done.append((self._number, self._row))
            case "c":
                if cell := self._cell():
                    self._row[min(self._column, self.width)] = cell
            case "rPh":
                self._is_phonetic = False
            case element if element in _TEXTS:
                self._is_in_text = False

    def _cell(self) -> str:
        text = "".join(self._text)
        if not text:
            return NO_VALUE if self._has_formula else ""
        match self._kind:
            case "s":
                return _unescaped(self._book.strings[int(text)])
            case "b":
                return "true" if int(text) else "false"
            case "n":
                return _date(text, self._book) if self._style in self._book.dates else _number(text)
            case "d":
                return Converted.of(text.removesuffix("T00:00:00"), _DATE)
            case _:
                return _unescaped(text)


def rows_in(sheet: IO[bytes], book: Book, width: int) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with their numbers.

    The first has its own width, at most `width`; all others have one cell more. Raises `InvalidError`, or a
    fault of its own for what is no sheet.
    """
    rows = _Rows(book, width)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = rows.start, rows.end
    parser.CharacterDataHandler = rows.text
    is_first = True
    while chunk := sheet.read(_CHUNK):
        parser.Parse(chunk)
        for number, cells in rows.done:
            if is_first:
                is_first, rows.width = False, max(cells) + 1
                yield number, _listed(cells, max(cells))
            else:
                yield number, _listed(cells, rows.width)
        rows.done.clear()
    parser.Parse(b"", True)  # it takes no name


def _listed(cells: dict[int, str], width: int) -> list[str]:
    listed = [cells.get(place, "") for place in range(1, width + 1)]
    if (last := max(cells)) > width:  # it was gathered before the header was known
        listed[-1] = cells[last]
    return listed


def _column(reference: str) -> int:
    """The number of a column by its letters, from 1."""
    found = _LETTERS.match(reference)
    if found is None:
        raise ValueError(reference)
    number = 0
    for letter in found[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _number(text: str) -> str:
    number = float(text)
    if not math.isfinite(number):
        return NO_NUMBER
    if not text.removeprefix("-").isdecimal():
        is_plain = number.is_integer() and "E" not in text.upper()
        text = str(int(number)) if is_plain else str(number)
    is_short = abs(number) < 10**_MOST_DIGITS and _digits(text) <= _MOST_DIGITS
    return text if is_short else Converted.of(text, _MANY_DIGITS)


def _digits(number: str) -> int:
    """How many digits a number has, without zeros before them and an exponent."""
    mantissa = number.lower().partition("e")[0]
    return len(mantissa.replace(".", "").lstrip("-0"))


def _date(text: str, book: Book) -> str:
    # Some 20 MB for each process, of which few ever read a workbook.
    from openpyxl.utils.datetime import from_excel  # noqa: PLC0415 # as above

    try:
        value: Any = from_excel(float(text), book.epoch)
    except (ValueError, OverflowError):
        return "#VALUE!"
    match value:
        case datetime() if value.time() == time():  # a date, which Excel has as the beginning of the day
            shown = value.date().isoformat()
        case datetime() | date() | time():
            shown = value.isoformat()
        case _:
            shown = str(value)
    return Converted.of(shown, _DATE)
