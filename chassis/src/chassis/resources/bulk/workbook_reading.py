"""Reading XLSX: the first sheet of a workbook as rows of texts.

A workbook is a ZIP archive of XML. What it would weigh unpacked is checked before anything is unpacked, and
XML that defines entities, which can multiply when they are read, is refused.
"""

import tempfile
import zipfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import IO, NoReturn
from xml.parsers import expat

from chassis.problems import InvalidError
from chassis.resources.bulk.limits import LARGEST_REST, LARGEST_SHEET, MOST_COLUMNS
from chassis.resources.bulk.workbook_sheet import Book, rows_in

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
    StopIteration,
    expat.ExpatError,
)
"""What openpyxl raises for files that are no workbooks; a broken XML is a `SyntaxError`."""


def spooled() -> IO[bytes]:
    """A file that is in memory while it is small."""
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)


def read_rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that are not empty, with their numbers.

    The first has its own width; all others have one cell more. Raises `InvalidError`.
    """
    # Some 20 MB for each process, of which few ever read a workbook.
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 # as above

    try:
        _check(file)
        book, archive, path = _opened(file)
        with archive.open(path) as sheet:
            yield from rows_in(sheet, book, MOST_COLUMNS)
    except (*_UNFIT, InvalidFileException) as error:
        raise InvalidError.at("", "the file is no XLSX workbook that can be read") from error


def _opened(file: IO[bytes]) -> tuple[Book, zipfile.ZipFile, str]:
    """What a workbook has besides its sheets, its archive, and where its first sheet is there.

    The parts are read one by one: to load it whole would have the sheet read as well, for its dimensions.
    """
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415 # as above
    from openpyxl.styles.stylesheet import apply_stylesheet  # noqa: PLC0415 # as above

    reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    sheets = (relation for _, relation in reader.parser.find_sheets() if "chartsheet" not in relation.Type)
    dates: Collection[int] = reader.wb._date_formats  # type: ignore[attr-defined] # it is not public
    return Book(reader.shared_strings, dates, reader.wb.epoch), reader.archive, next(sheets).target


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
