"""Reading the cells of a table as the patch that a row is. Pure.

An empty cell clears its field, a field without a column is left as it is, a map has a column for each key.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import from_json

from chassis.base import documents
from chassis.base.pointers import pointer
from chassis.resources.bulk.cell_values import CellError, Converted, check_cell, read_text
from chassis.resources.bulk.faults import NUL, TOO_LARGE, has_escaped_nul, large_numbers
from chassis.resources.bulk.limits import MOST_COLUMNS
from chassis.resources.bulk.rows import PatchRow, Rejection
from chassis.resources.bulk.shapes import BETWEEN_ITEMS, BETWEEN_KEYS, Field, Shape, fields

REASON = "reason"
"""A column that is passed over: in the file of rejected rows it has the reasons."""
ROW_NUMBERS = frozenset({"", "Unnamed: 0"})
"""How pandas names the numbers of its rows, which stand first."""
_ALL_TEXTS: Mapping[int, str] = {}
_SUSPECT = "#nN<-1"
"""What begins the texts that `check_cell` refuses."""


class UnfitColumnError(Exception):
    """A table cannot be read for one of its columns."""

    def __init__(self, column: str, detail: str) -> None:
        super().__init__(detail)
        self.column, self.detail = column, detail


@dataclass(frozen=True, slots=True)
class _Column:
    """What the cells of a column mean."""

    name: str
    """Of the column."""
    field: str
    key: str | None
    """In the field, if it is a map's."""
    read: Callable[[str], Any]
    is_silent_when_empty: bool = False
    """Whether an empty cell leaves the field to the columns of its keys."""


class CellReader:
    """Reads the rows of a table with `header` as patches of a model."""

    def __init__(
        self, model: type[BaseModel], header: Sequence[str], without: Mapping[str, str] | None = None
    ) -> None:
        """Raises `UnfitColumnError` for a column that is unknown or stands twice.

        `without`: fields that files do not have, each with the reason.
        """
        if len(header) > MOST_COLUMNS:
            raise UnfitColumnError("", f"there are more than {MOST_COLUMNS} columns")
        known = {field.name: field for field in fields(model)}
        _check_header(header, without or {})
        self._numbers_rows = header[0] in ROW_NUMBERS and len(header) > 1
        self._row = 0
        self._columns = [
            None
            if (name == REASON and REASON not in known) or (self._numbers_rows and not position)
            else _column(name, known, set(header))
            for position, name in enumerate(header)
        ]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(column.field for column in self._columns if column is not None)

    def row(self, line: int, cells: Sequence[str], unreadable: Mapping[int, str] = _ALL_TEXTS) -> PatchRow:
        """The patch in `cells`, of which there are as many as columns.

        `unreadable`: what is wrong with those that are no texts, by their places.
        """
        patch: dict[str, Any] = {}
        faults: list[Rejection] = []
        for place, (cell, column) in enumerate(zip(cells, self._columns, strict=True)):
            if column is None or (not cell and column.is_silent_when_empty):
                continue
            try:
                if place in unreadable:
                    raise CellError(unreadable[place])
                if cell and cell[0] in _SUSPECT:
                    check_cell(cell)
                value = column.read(cell) if cell else None
            except CellError as error:
                value = cell
                parts = (column.field,) if column.key is None else (column.field, column.key)
                faults.append(Rejection(line, pointer(*parts), str(error)))
            _put(patch, column, value)
        if self._numbers_rows:
            self._check_number(line, cells[0], faults)
        return PatchRow(line, patch, tuple(faults), is_of_cells=True)

    def _check_number(self, line: int, cell: str, faults: list[Rejection]) -> None:
        if cell != str(self._row):
            reason = "the first column has no name, and does not number the rows: name it, or leave it out"
            faults.append(Rejection(line, "", f"{reason} (with pandas by index=False)"))
        self._row += 1


def _put(patch: dict[str, Any], column: _Column, value: Any) -> None:
    if column.key is not None:
        before = patch.get(column.field)
        patch[column.field] = {**(before if isinstance(before, dict) else {}), column.key: value}
    elif isinstance(value, dict) and isinstance(patch.get(column.field), dict):
        patch[column.field].update(value)
    else:
        patch[column.field] = value


def _check_header(header: Sequence[str], without: Mapping[str, str]) -> None:
    for position, column in enumerate(header):
        if column in header[:position]:
            raise UnfitColumnError(column, f"the column {column} stands twice in the header")
        if column in without:
            raise UnfitColumnError(column, without[column])


def _column(column: str, known: Mapping[str, Field], header: Collection[str]) -> _Column:
    field = known.get(column)
    if field is not None:
        has_keys = any(name.startswith(f"{column}{BETWEEN_KEYS}") for name in header)
        return _Column(column, column, None, _reading(field), field.shape is Shape.MAP and has_keys)
    name, _, key = column.partition(BETWEEN_KEYS)
    field = known.get(name)
    if field is None or field.shape is not Shape.MAP or not key:
        raise UnfitColumnError(column, _unknown(column, known) if column else _UNNAMED)
    return _Column(column, name, key, read_text)


def _unknown(column: str, known: Collection[str]) -> str:
    name, dot, key = column.partition(BETWEEN_KEYS)
    if name in known and not key:
        return f"there is no column {column!r}: after the dot stands a key, such as a language"
    near = ", ".join(f"{one}{dot}{key}" for one in get_close_matches(name.lower(), sorted(known)))
    return f"there is no column {column!r}{near and f'; nearest: {near}'}"


_UNNAMED = "a column has no name: name it, or leave it out (with pandas by index=False)"


def _reading(field: Field) -> Callable[[str], Any]:
    if field.shape is Shape.PLAIN:
        return field.read
    return (lambda cell: _read_list(field, cell)) if field.shape is Shape.LIST else _read_json


def _read_list(field: Field, cell: str) -> Any:
    if cell.startswith("["):
        read = _read_json(cell)
        if isinstance(read, list):
            return read
    if isinstance(cell, Converted):
        return [field.read(cell)]
    return [field.read(item) for item in map(str.strip, cell.split(BETWEEN_ITEMS)) if item]


def _read_json(cell: str) -> Any:
    if has_escaped_nul(cell):
        raise CellError(NUL)
    try:
        value = from_json(cell)
        documents.read(cell)
    except documents.RepeatedKeyError as error:
        raise CellError(str(error)) from None
    except ValueError:
        return cell  # which the model refuses, or understands
    if [*large_numbers(cell, value)]:
        raise CellError(TOO_LARGE)
    return value
