"""Reading the rows of a file in any of the formats, as it arrives or from a disk."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from chassis.problems import InvalidError
from chassis.resources.bulk.formats import MEDIA_TYPES, Format
from chassis.resources.bulk.json_rows import NdjsonRows
from chassis.resources.bulk.merging import merge
from chassis.resources.bulk.rows import BrokenRow, ImportedRow, Rejection, Row, RowReader
from chassis.resources.bulk.shapes import fields
from chassis.resources.bulk.table_rows import CsvRows, Table, XlsxRows

C = TypeVar("C", bound=BaseModel)
CHUNK = 1 << 16
"""Bytes that are parsed at once: some milliseconds."""
_FORMATS: dict[str, Format] = {f".{form}": form for form in MEDIA_TYPES}


def rows_of(
    form: Format,
    model: type[BaseModel],
    *,
    charset: str = "utf-8",
    needed: Sequence[str] = (),
    key: Sequence[str] = (),
    without: Mapping[str, str] | None = None,
) -> RowReader:
    """What reads `form`.

    `needed`: fields for which a table must have columns; `key`: those that it must have unless it has `code`.
    `without`: those that it must not have, with the reasons.
    """
    table = Table(model, needed, key, without)
    match form:
        case "ndjson":
            return NdjsonRows(charset)
        case "csv":
            return CsvRows(table, charset)
        case "xlsx":
            return XlsxRows(table)


def read_file(path: Path, row: type[C]) -> Iterator[ImportedRow[C] | Rejection]:
    """The rows of a file whose name ends in `.ndjson`, `.csv` or `.xlsx`, and the faults of those it rejects.

    Raises `OSError`, or `InvalidError` for a file of which nothing can be made.
    """
    form = _FORMATS.get(path.suffix)
    if form is None:
        raise InvalidError.at("", f"the name of {path.name} ends in none of {', '.join(_FORMATS)}")
    needed = [field.name for field in fields(row) if field.is_required]
    with path.open("rb") as file, closing(rows_of(form, row, needed=needed)) as rows:
        while data := file.read(CHUNK):
            yield from _whole(rows.feed(data), row)
        yield from _whole(rows.finish(), row)


def _whole(rows: Iterator[Row], model: type[C]) -> Iterator[ImportedRow[C] | Rejection]:
    for row in rows:
        if isinstance(row, BrokenRow):
            yield row.fault
            continue
        found = merge(model, row, None, needed=())
        yield from found.faults
        if found.content is not None:
            yield ImportedRow(row.line, found.content)
