"""Reading the rows of a file in any of the formats, as it arrives or from a disk."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from chassis.problems import InvalidError
from chassis.resources.bulk.formats import MEDIA_TYPES, Format
from chassis.resources.bulk.json_rows import NdjsonRows
from chassis.resources.bulk.rows import ImportedRow, RejectedRow, Rejection, RowReader
from chassis.resources.bulk.table_rows import CsvRows, XlsxRows
from chassis.resources.bulk.validation import Row

C = TypeVar("C", bound=BaseModel)
_CHUNK = 1 << 16
_FORMATS: dict[str, Format] = {f".{form}": form for form in MEDIA_TYPES}


def rows_of(form: Format, model: type[C]) -> RowReader[Row[C]]:
    """What reads `form`."""
    match form:
        case "ndjson":
            return NdjsonRows(model)
        case "csv":
            return CsvRows(model)
        case "xlsx":
            return XlsxRows(model)


def read_file(path: Path, row: type[C]) -> Iterator[ImportedRow[C] | Rejection]:
    """The rows of a file whose name ends in `.ndjson`, `.csv` or `.xlsx`, and the faults of those it rejects.

    Raises `OSError`, or `InvalidError` for a file of which nothing can be made.
    """
    form = _FORMATS.get(path.suffix)
    if form is None:
        raise InvalidError.at("", f"the name of {path.name} ends in none of {', '.join(_FORMATS)}")
    with path.open("rb") as file, closing(rows_of(form, row)) as rows:
        while data := file.read(_CHUNK):
            yield from _rows(rows.feed(data))
        yield from _rows(rows.finish())


def _rows(rows: Iterator[Row[C]]) -> Iterator[ImportedRow[C] | Rejection]:
    for row in rows:
        if isinstance(row, RejectedRow):
            yield from row.faults
        else:
            yield row
