"""The rejected rows of an import as a file, to be mended and sent again: with a column for the reasons."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chassis.resources.bulk.cell_writing import list_text, text_of
from chassis.resources.bulk.cells import REASON, ROW_NUMBERS
from chassis.resources.bulk.shapes import BETWEEN_KEYS


class RejectedCells:
    """Writes rejected rows under the columns that they had, the reasons first.

    Cells that no column had follow at the end of their row; a row that was no row at all is one such cell.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        passed_over = {place for place, column in enumerate(columns) if column == REASON}
        passed_over |= {0} if columns and columns[0] in ROW_NUMBERS else set()
        self._passed_over = passed_over
        self._columns = self._own(columns)

    def _own(self, cells: Sequence[str]) -> list[str]:
        return [cell for place, cell in enumerate(cells) if place not in self._passed_over]

    def header(self) -> list[str]:
        """The names of the columns."""
        return [REASON, *self._columns]

    def cells(self, row: Any) -> list[str]:
        """The cells of a rejected row."""
        reason, data = reasons(row.errors), row.data
        if isinstance(data, str):
            return [reason, *[""] * len(self._columns), data]
        if isinstance(data, list):
            own = self._own(data)
            return [reason, *own, *[""] * (len(self._columns) - len(own))]
        patch = patch_of(data)
        return [reason, *(self._cell(patch, column) for column in self._columns)]

    def _cell(self, patch: Mapping[str, Any], column: str) -> str:
        value = patch.get(column)
        if isinstance(value, list):
            return list_text(value)
        if isinstance(value, dict):
            begin = f"{column}{BETWEEN_KEYS}"
            rest = {key: one for key, one in value.items() if f"{begin}{key}" not in self._columns}
            return text_of(rest) if rest else ""
        if column in patch:
            return text_of(value)
        name, _, key = column.partition(BETWEEN_KEYS)
        inner = patch.get(name)
        return text_of(inner.get(key)) if isinstance(inner, dict) else ""


def as_json(row: Any, *, is_ascii: bool) -> str:
    """A rejected row as a line of JSON; one that was no JSON is the text `row`.

    `is_ascii`: with all other characters escaped, which every charset reads the same.
    """
    data = row.data
    patch = patch_of(data) if data is None or isinstance(data, dict) else {"row": data}
    return json.dumps({REASON: reasons(row.errors), **patch}, ensure_ascii=is_ascii)


def patch_of(data: Any) -> Mapping[str, Any]:
    """What a rejected row was, as far as it was understood."""
    patch: Mapping[str, Any] = (data or {}).get("patch", data or {})
    return patch


def reasons(errors: Sequence[Mapping[str, str]]) -> str:
    """The faults of a row in one text: `state: Ruritania matches no actor`."""
    return "; ".join(
        f"{error['pointer'].removeprefix('/')}: {error['detail']}".removeprefix(": ") for error in errors
    )
