"""The rows of CSV and XLSX: a header, and cells under it."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO, Generic, TypeVar

from pydantic import BaseModel

from chassis.base.pointers import pointer
from chassis.problems import InvalidError
from chassis.resources.bulk import workbook_reading
from chassis.resources.bulk.cells import CellReader, UnfitColumnError
from chassis.resources.bulk.rows import RowReader, rejected
from chassis.resources.bulk.text_lines import LONGEST_LINE, OVERLONG, WholeLines
from chassis.resources.bulk.validation import NOT_UTF8, NUL, TOO_LONG, Row, Validation

C = TypeVar("C", bound=BaseModel)
_INCOMPLETE = "unexpected end of data"
"""What the standard library says of a record that ends within quotes."""
_OVERLONG = OVERLONG.decode(errors="surrogateescape")


class _Table(Generic[C]):
    """Makes rows of cells; the first cells are the header."""

    def __init__(self, model: type[C]) -> None:
        self._model = model
        self._validation = Validation(model)
        self._header: list[str] = []
        self._cells: CellReader | None = None

    @property
    def has_header(self) -> bool:
        """Whether the rows may come."""
        return self._cells is not None

    def begin(self, cells: Sequence[str]) -> None:
        """Take the header. Raises `InvalidError`."""
        self._header = [name.strip() for name in cells]
        try:
            self._cells = CellReader(self._model, self._header)
        except UnfitColumnError as error:
            raise InvalidError.at(pointer(error.column), error.detail) from error

    def row(self, line: int, cells: Sequence[str]) -> Row[C]:
        """The row with `cells`."""
        assert self._cells is not None
        if len(cells) != len(self._header):
            detail = f"the row has {len(cells)} cells, the header has {len(self._header)}"
            return rejected(line, detail)
        content = self._cells.content(cells)
        given = {name: cell for name, cell in zip(self._header, cells, strict=True) if cell}
        return self._validation.of_content(line, content, given)


class CsvRows(RowReader[Row[C]]):
    """Reads CSV (RFC 4180) as it arrives."""

    def __init__(self, model: type[C]) -> None:
        self._table = _Table(model)
        self._whole = WholeLines()
        self._lines: list[str] = []
        self._number = 1
        """Of the first of the lines that are held."""

    def feed(self, data: bytes) -> Iterator[Row[C]]:
        """The rows that are complete now. Raises `InvalidError` for a header that does not fit."""
        yield from self._take(self._whole.feed(data), is_end=False)

    def finish(self) -> Iterator[Row[C]]:
        """The last rows. Raises `InvalidError` when there is not even a header."""
        yield from self._take(self._whole.finish(), is_end=True)
        if not self._table.has_header:
            raise InvalidError.at("", "the file is empty")

    def _take(self, block: bytes, *, is_end: bool) -> Iterator[Row[C]]:
        text = block.decode(errors="surrogateescape")
        self._lines += io.StringIO(text, newline="")
        while self._lines:
            reader = csv.reader(iter(self._lines), strict=True)
            done = 0
            try:
                for cells in reader:
                    begin, done = done, reader.line_num
                    if cells:
                        yield from self._row(self._number + begin, cells)
                self._drop(done)
            except csv.Error as error:
                self._drop(done)
                is_incomplete = str(error) == _INCOMPLETE
                if is_incomplete and not is_end and sum(map(len, self._lines)) <= LONGEST_LINE:
                    return  # the rest of the record may follow
                yield self._unreadable("a quotation mark is missing" if is_incomplete else str(error))

    def _drop(self, count: int) -> None:
        del self._lines[:count]
        self._number += count

    def _unreadable(self, reason: str) -> Row[C]:
        """Reject the first line that is held, and no other: a quote too many takes no more rows with it."""
        if not self._table.has_header:
            raise InvalidError.at("", f"the header cannot be read: {reason}")
        row = rejected(self._number, f"the row cannot be read: {reason}")
        self._drop(1)
        return row

    def _row(self, line: int, cells: list[str]) -> Iterator[Row[C]]:
        fault = _fault(cells)
        if not self._table.has_header:
            if fault is not None:
                raise InvalidError.at("", fault.replace("row", "header"))
            self._table.begin(cells)
        elif fault is not None:
            yield rejected(line, fault)
        else:
            yield self._table.row(line, cells)


def _fault(cells: list[str]) -> str | None:
    """Why nothing can be made of a record, if so."""
    text = "".join(cells)
    try:
        text.encode()
    except UnicodeEncodeError:
        return TOO_LONG if _OVERLONG in text else NOT_UTF8
    return NUL if "\x00" in text else None


class XlsxRows(RowReader[Row[C]]):
    """Reads the first sheet of a workbook, when it has arrived whole."""

    def __init__(self, model: type[C]) -> None:
        self._table = _Table(model)
        self._file: IO[bytes] = workbook_reading.spooled()

    def feed(self, data: bytes) -> Iterator[Row[C]]:
        """Keep `data`, outside of memory when it is much."""
        self._file.write(data)
        return iter(())

    def finish(self) -> Iterator[Row[C]]:
        """All rows. Raises `InvalidError` for a file or a header that does not fit."""
        # A row comes with one cell more than the header has, by which a row that is too long is noticed.
        for number, cells in workbook_reading.read_rows(self._file):
            if self._table.has_header:
                yield self._table.row(number, cells if cells[-1] else cells[:-1])
            else:
                self._table.begin(cells)
        if not self._table.has_header:
            raise InvalidError.at("", "the file is empty")

    def close(self) -> None:
        """Drop the file."""
        self._file.close()
