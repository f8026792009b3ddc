"""XLSX: the first sheet of a workbook as rows of texts, and rows as a workbook.

A workbook is a ZIP archive of XML. What it would weigh unpacked is checked before anything is unpacked.
"""

import asyncio
import re
import tempfile
import zipfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import BaseModel

from chassis.bulk.cells import CellWriter
from chassis.problems import InvalidError

MOST_ROWS = 1_048_576
"""Of a sheet, by the format."""
MOST_COLUMNS = 1000
"""That are looked at; no noun has so many."""
MOST_CHARACTERS = 32_767
"""Of a cell, by the format."""
LARGEST_SHEET = 1 << 30
"""Bytes of a sheet unpacked; it is read piece by piece."""
LARGEST_REST = 64 << 20
"""Bytes of all else unpacked, such as the texts that sheets share; it is read whole."""
_IN_MEMORY = 1 << 20
_CHUNK = 1 << 16
_UNFIT = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    zipfile.BadZipFile,
    SyntaxError,
)
"""What openpyxl raises for files that are no workbooks; a broken XML is a `SyntaxError`."""
_ESCAPED = re.compile(r"_x(?!0000)(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
_TO_ESCAPE = re.compile(r"[\x01-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def spooled() -> IO[bytes]:
    """A file that is in memory while it is small."""
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)


def read_rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that are not empty, with their numbers.

    The first has its own width; all others have one cell more. Raises `InvalidError`.
    """
    try:
        _check_weight(file)
        with closing(load_workbook(file, read_only=True, data_only=True, keep_links=False)) as book:
            yield from _rows(book.worksheets[0])
    except (*_UNFIT, InvalidFileException) as error:
        raise InvalidError.at("", "the file is no XLSX workbook that can be read") from error


def _check_weight(file: IO[bytes]) -> None:
    """Raise `InvalidError` if the archive says that it is too large; more than it says is never unpacked."""
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        sizes = [(part.filename.startswith("xl/worksheets/"), part.file_size) for part in archive.infolist()]
    sheets = max((size for is_sheet, size in sizes if is_sheet), default=0)
    rest = sum(size for is_sheet, size in sizes if not is_sheet)
    if sheets > LARGEST_SHEET or rest > LARGEST_REST:
        raise InvalidError.at("", "the workbook is too large when it is unpacked")


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file says of them need not be so
    header = next(_texts(sheet, 1, MOST_COLUMNS), None)
    if header is None:
        return
    number, cells = header
    while not cells[-1]:
        cells.pop()
    yield number, cells
    yield from _texts(sheet, number + 1, len(cells) + 1)


def _texts(sheet: Any, begin: int, width: int) -> Iterator[tuple[int, list[str]]]:
    """The rows from `begin` on that are not empty, cut or filled up to `width`."""
    rows = sheet.iter_rows(min_row=begin, max_col=width, values_only=True)
    for number, row in enumerate(rows, start=begin):
        if number > MOST_ROWS:
            raise InvalidError.at("", f"a sheet has at most {MOST_ROWS} rows")
        cells = [_text(value) for value in row]
        if any(cells):
            yield number, cells


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "_x" in value else value
        case datetime() if value.time() == time():  # a date, which Excel has as the beginning of the day
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).lower() if isinstance(value, bool) else str(value)


class WorkbookWriter:
    """Makes a workbook of pages of rows; there is nothing to be sent before it is complete."""

    def __init__(self, cells: CellWriter) -> None:
        self._cells = cells
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("export")
        self._count = 0

    async def write(self, page: Sequence[BaseModel]) -> bytes:
        """Add `page`. Raises `InvalidError` when a sheet cannot hold it."""
        await asyncio.to_thread(self._add, page)
        return b""

    def _add(self, page: Sequence[BaseModel]) -> None:
        if not self._count:
            self._append(self._cells.header())
        for row in page:
            self._append(self._cells.cells(row))

    def _append(self, cells: Sequence[str]) -> None:
        self._count += 1
        if self._count > MOST_ROWS:
            raise InvalidError.at("?format", "these are more rows than a sheet can have; take CSV")
        self._sheet.append([self._cell(text) for text in cells])

    def _cell(self, text: str) -> Any:
        if not text:
            return None
        escaped = _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
        if len(escaped) > MOST_CHARACTERS:
            raise InvalidError.at("?format", "a text is longer than a cell can hold; take CSV")
        cell = WriteOnlyCell(self._sheet, escaped)
        cell.data_type = "s"  # a text that begins with = is no formula
        return cell

    async def close(self) -> AsyncIterator[bytes]:
        """The file."""
        file = spooled()
        await asyncio.to_thread(self._book.save, file)
        file.seek(0)
        return _chunks(file)


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
