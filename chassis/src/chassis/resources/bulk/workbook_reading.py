"""Reading XLSX: the first sheet of a workbook as rows of texts.

A workbook is a ZIP archive of XML. What it would weigh unpacked is checked before anything is unpacked, and
XML that defines entities, which can multiply when they are read, is refused.
"""

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date, datetime, time
from typing import IO, Any, NoReturn
from xml.parsers import expat

from chassis.problems import InvalidError
from chassis.resources.bulk.limits import LARGEST_REST, LARGEST_SHEET, MOST_COLUMNS

MOST_ROWS = 1_048_576
"""Of a sheet, by the format."""
_SHEETS = "xl/worksheets/"
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


def spooled() -> IO[bytes]:
    """A file that is in memory while it is small."""
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)


def read_rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that are not empty, with their numbers.

    The first has its own width; all others have one cell more. Raises `InvalidError`.
    """
    # Some 20 MB for each process, of which few ever read a workbook.
    from openpyxl import load_workbook  # noqa: PLC0415 # as above
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 # as above

    try:
        _check(file)
        with closing(load_workbook(file, read_only=True, data_only=True, keep_links=False)) as book:
            yield from _rows(book.worksheets[0])
    except (*_UNFIT, InvalidFileException) as error:
        raise InvalidError.at("", "the file is no XLSX workbook that can be read") from error


def _check(file: IO[bytes]) -> None:
    """Raise `InvalidError` for an archive that is dangerous to read; no part is more than it says it is."""
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        sheets = [part.file_size for part in parts if part.filename.startswith(_SHEETS)]
        rest = sum(part.file_size for part in parts) - sum(sheets)
        if max(sheets, default=0) > LARGEST_SHEET or rest > LARGEST_REST:
            most = f"{LARGEST_SHEET >> 20} MiB"
            raise InvalidError.at("", f"the workbook has more than {most} unpacked: send it in parts, or CSV")
        for part in parts:
            with archive.open(part) as content:
                _check_prolog(content)


class _RootReachedError(Exception):
    """The first element begins: a document type would have come before it."""


def _check_prolog(content: IO[bytes]) -> None:
    def refuse(*_: object) -> NoReturn:
        raise InvalidError.at("", "the workbook has a document type, which no workbook needs")

    def stop(*_: object) -> NoReturn:
        raise _RootReachedError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, stop
    with suppress(_RootReachedError, expat.ExpatError):  # a picture, say, is no XML
        while chunk := content.read(_CHUNK):
            parser.Parse(chunk)


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
