"""The rows of CSV and XLSX: a header, and cells under it."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import IO

from pydantic import BaseModel

from chassis.base.pointers import pointer
from chassis.problems import InvalidError
from chassis.resources.bulk import workbook_reading
from chassis.resources.bulk.cells import CellReader, UnfitColumnError
from chassis.resources.bulk.faults import TOO_LONG, storable, text_fault
from chassis.resources.bulk.limits import LONGEST_CELL, LONGEST_LINE
from chassis.resources.bulk.rows import Row, RowReader, broken
from chassis.resources.bulk.shapes import BETWEEN_KEYS, fields
from chassis.resources.bulk.text_lines import OVERLONG, WholeLines

_INCOMPLETE = "unexpected end of data"
"""What the standard library says of a record that ends within quotes."""
_DELIMITERS = (",", ";", "\t")


class Table:
    """Makes rows of cells; the first cells are the header."""

    def __init__(
        self,
        model: type[BaseModel],
        needed: Sequence[str] = (),
        key: Sequence[str] = (),
        without: Mapping[str, str] | None = None,
    ) -> None:
        self.model = model
        self._needed, self._key, self._without = needed, key, without or {}
        self.header: list[str] | None = None
        self._cells: CellReader | None = None

    def begin(self, cells: Sequence[str]) -> None:
        """Take the header. Raises `InvalidError`."""
        header = [name.strip() for name in cells]
        try:
            self._cells = CellReader(self.model, header, self._without)
            self._check(self._cells.fields)
        except UnfitColumnError as error:
            raise InvalidError.at(pointer(error.column), error.detail) from error
        self.header = header

    def _check(self, columns: Collection[str]) -> None:
        for name in (*self._needed, *(() if "code" in columns else self._key)):
            if name not in columns:
                raise UnfitColumnError(name, f"the column {name} is missing")

    def row(self, line: int, cells: Sequence[str], faults: Mapping[int, str]) -> Row:
        """The row with `cells`. `faults`: of those that are no texts, by their places."""
        assert self._cells is not None
        assert self.header is not None
        if len(cells) != len(self.header):
            detail = f"the row has {len(cells)} cells, the header has {len(self.header)}"
            return broken(line, detail, given=cells)
        return self._cells.row(line, cells, faults)


class CsvRows(RowReader):
    """Reads CSV (RFC 4180) as it arrives; commas, semicolons or tabs stand between cells."""

    def __init__(self, table: Table, charset: str = "utf-8") -> None:
        self._table = table
        self._whole = WholeLines(charset)
        self._lines: list[str] = []
        self._number = 1
        """Of the first of the lines that are held."""
        self._delimiter = ","
        self._is_clean = True
        """Whether all that is held is text that can be stored."""

    @property
    def columns(self) -> Sequence[str] | None:
        """The names of the columns, once the header is there."""
        return self._table.header

    def feed(self, data: bytes) -> Iterator[Row]:
        """The rows that are complete now. Raises `InvalidError` for a header that does not fit."""
        yield from self._take(self._whole.feed(data), is_end=False)

    def finish(self) -> Iterator[Row]:
        """The last rows. Raises `InvalidError` when there is not even a header."""
        yield from self._take(self._whole.finish(), is_end=True)
        if self._table.header is None:
            raise InvalidError.at("", "the file is empty")

    def _take(self, text: str, *, is_end: bool) -> Iterator[Row]:
        self._is_clean = (self._is_clean or not self._lines) and text_fault(text, "") is None
        self._lines += io.StringIO(text, newline="")
        while self._lines:
            if self._table.header is None:
                self._delimiter = delimiter_of(self._lines[0], self._table.model)
            reader = csv.reader(iter(self._lines), strict=True, delimiter=self._delimiter)
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

    def _unreadable(self, reason: str) -> Row:
        """Reject the first line that is held, and no other: a quote too many takes no more rows with it."""
        if self._table.header is None:
            raise InvalidError.at("", f"the header cannot be read: {reason}")
        line = self._lines[0].rstrip("\r\n")
        given = line if text_fault(line, "") is None and len(line) <= LONGEST_CELL else None
        row = broken(self._number, f"the row cannot be read: {reason}", given=given)
        self._drop(1)
        return row

    def _row(self, line: int, cells: list[str]) -> Iterator[Row]:
        faults = {} if self._is_clean else self._faults(cells)
        if self._table.header is None:
            if any(OVERLONG in cell for cell in cells):
                raise InvalidError.at("", "the header is too long")
            for detail in faults.values():
                raise InvalidError.at("", f"the header cannot be read: {detail}")
            self._table.begin(cells)
        elif any(OVERLONG in cell for cell in cells):
            yield broken(line, TOO_LONG, given=[storable(cell[:LONGEST_CELL]) for cell in cells])
        else:
            yield self._table.row(line, list(map(storable, cells)) if faults else cells, faults)

    def _faults(self, cells: Sequence[str]) -> dict[int, str]:
        """What is wrong with each cell that is no text, by its place."""
        found = ((place, text_fault(cell, self._whole.charset)) for place, cell in enumerate(cells))
        return {place: detail for place, detail in found if detail is not None}


def delimiter_of(line: str, model: type[BaseModel]) -> str:
    """What stands between the columns in `line`: that which divides most names that are known."""
    names = {field.name for field in fields(model)}

    def known(delimiter: str) -> int:
        columns = (column.strip().strip('"') for column in line.split(delimiter))
        return sum(column.partition(BETWEEN_KEYS)[0] in names for column in columns)

    return max(_DELIMITERS, key=known)


class XlsxRows(RowReader):
    """Reads the first sheet of a workbook, when it has arrived whole."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._file: IO[bytes] = workbook_reading.spooled()

    @property
    def columns(self) -> Sequence[str] | None:
        """The names of the columns, once the header is there."""
        return self._table.header

    def feed(self, data: bytes) -> Iterator[Row]:
        """Keep `data`, outside of memory when it is much."""
        self._file.write(data)
        return iter(())

    def finish(self) -> Iterator[Row]:
        """All rows. Raises `InvalidError` for a file or a header that does not fit."""
        # A row comes with one cell more than the header has, by which a row that is too long is noticed.
        for number, cells in workbook_reading.read_rows(self._file):
            if self._table.header is not None:
                yield self._row(number, cells if cells[-1] else cells[:-1])
            else:
                self._table.begin(cells)
        if self._table.header is None:
            raise InvalidError.at("", "the file is empty")

    def _row(self, number: int, cells: Sequence[str]) -> Row:
        for cell in cells:
            if len(cell) > LONGEST_CELL:
                return broken(number, f"a cell has more than {LONGEST_CELL} characters")
        return self._table.row(number, cells, {})

    def close(self) -> None:
        """Drop the file."""
        self._file.close()
