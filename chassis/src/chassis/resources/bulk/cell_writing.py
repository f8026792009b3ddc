"""Writing rows of a model as the cells of a table. Pure."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from pydantic import BaseModel

from chassis.resources.bulk.shapes import BETWEEN_ITEMS, BETWEEN_KEYS, Field, Shape, fields

_EMPTY: tuple[Any, ...] = ([], (), {}, set(), frozenset())


class CellWriter:
    """Writes rows of a model as cells.

    The keys of maps that `seen` has get columns of their own. Unless there is nothing more than `seen`, other
    keys may follow: they are written as JSON under the name of the field.
    """

    def __init__(
        self,
        model: type[BaseModel],
        seen: Sequence[BaseModel],
        *,
        is_all: bool,
        without: Collection[str] = (),
    ) -> None:
        self._columns: list[tuple[Field, list[str], bool]] = []
        for field in fields(model):
            if field.name in without:
                continue
            keys = _keys(field, seen)
            is_covered = field.shape is Shape.MAP and is_all and keys and field.is_empty_by_default
            self._columns.append((field, keys, not is_covered))

    def header(self) -> list[str]:
        """The names of the columns."""
        header = []
        for field, keys, has_own in self._columns:
            header += [field.name] * has_own
            header += [f"{field.name}{BETWEEN_KEYS}{key}" for key in keys]
        return header

    def cells(self, row: BaseModel) -> list[str]:
        """The cells of `row`."""
        values = dump(row)
        cells = []
        for field, keys, has_own in self._columns:
            value = values[field.name]
            if field.shape is Shape.MAP and value:
                rest = dict(value)
                own = [text_of(rest.pop(key, None)) for key in keys]
                cells += [_json(rest) if rest else ""] * has_own + own
            else:
                cells += [_written(field, value)] * has_own + [""] * len(keys)
        return cells


def _written(field: Field, value: Any) -> str:
    if value is None or (field.is_empty_by_default and value in _EMPTY):
        return ""
    if field.shape is Shape.PLAIN:
        return text_of(value)
    return list_text(value) if field.shape is Shape.LIST and value else _json(value)


def dump(row: BaseModel) -> dict[str, Any]:
    """`row` as JSON can hold it."""
    return row.model_dump(mode="json", by_alias=True, round_trip=True)


def _keys(field: Field, seen: Sequence[BaseModel]) -> list[str]:
    if field.shape is not Shape.MAP:
        return []
    return sorted(
        {key for row in seen for key, value in (dump(row)[field.name] or {}).items() if key and value}
    )


def text_of(value: Any) -> str:
    """The cell of a value as JSON has it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else _json(value)


def list_text(value: Any) -> str:
    """The cell of a list."""
    items = [text_of(item) for item in value]
    joined = BETWEEN_ITEMS.join(items)
    can_be_split = all(item and item == item.strip() and BETWEEN_ITEMS not in item for item in items)
    return joined if can_be_split and not joined.startswith("[") else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
