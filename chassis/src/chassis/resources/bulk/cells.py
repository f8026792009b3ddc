"""How the fields of a model stand in the cells of a table. Pure.

A list has `;` between its items, a map has one column for each of its keys (`names.fr`), what is deeper is
JSON, and an empty cell means that there is nothing. Wherever that would be ambiguous, JSON is written.
"""

import json
import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import from_json

BETWEEN_ITEMS = ";"
BETWEEN_KEYS = "."
_LISTS = (list, tuple, set, frozenset, Sequence, AbstractSet)
_MAPS = (dict, Mapping)
_EMPTY: tuple[Any, ...] = ([], (), {}, set(), frozenset())
_LITERAL = re.compile(r"true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)


class Shape(Enum):
    """How a field is written."""

    PLAIN = auto()
    """One text."""
    LIST = auto()
    """Texts, divided by semicolons."""
    MAP = auto()
    """Texts by key, in a column for each key."""
    JSON = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A field as a column, or as several."""

    name: str
    shape: Shape
    is_required: bool
    is_empty_by_default: bool
    """Whether a list or map that is not there is an empty one, so that nothing needs to be written for it."""
    is_literal: bool
    """Whether its texts, or those in it, are numbers or truth values as JSON writes them."""


@cache
def fields(model: type[BaseModel]) -> tuple[Field, ...]:
    """The fields of `model` under the names that its data have."""
    return tuple(
        Field(
            field.alias or name,
            _shape(field.annotation),
            field.is_required(),
            field.get_default(call_default_factory=True) in _EMPTY,
            _is_literal(field.annotation),
        )
        for name, field in model.model_fields.items()
    )


def _shape(kind: Any) -> Shape:
    shapes = {_shape_of_one(one) for one in _alternatives(kind)}
    return shapes.pop() if len(shapes) == 1 else Shape.JSON


def _alternatives(kind: Any) -> Iterator[Any]:
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _alternatives(get_args(kind)[0])
    elif origin in {Union, types.UnionType}:
        for one in get_args(kind):
            yield from _alternatives(one)
    elif kind is not type(None):
        yield kind


def _shape_of_one(kind: Any) -> Shape:
    origin, inner = get_origin(kind), [part for part in get_args(kind) if part is not Ellipsis]
    if origin is Literal:
        return Shape.PLAIN
    if origin in _LISTS and all(_shape(part) is Shape.PLAIN for part in inner):
        return Shape.LIST
    if origin in _MAPS and all(_shape(part) is Shape.PLAIN for part in inner):
        return Shape.MAP
    is_deep = origin or kind is Any or kind in _LISTS + _MAPS or issubclass(kind, BaseModel)
    return Shape.JSON if is_deep else Shape.PLAIN


def _is_literal(kind: Any) -> bool:
    plain = [one for part in _alternatives(kind) for one in _texts_of(part)]
    return bool(plain) and all(one in {int, float, bool} for one in plain)


def _texts_of(kind: Any) -> Iterator[Any]:
    """The types of the texts in a cell of `kind`."""
    origin, inner = get_origin(kind), [part for part in get_args(kind) if part is not Ellipsis]
    if origin in _LISTS + _MAPS:
        yield from _alternatives(inner[-1])
    else:
        yield kind


class UnfitColumnError(Exception):
    """A table cannot be read for one of its columns."""

    def __init__(self, column: str, detail: str) -> None:
        super().__init__(detail)
        self.column, self.detail = column, detail


_Reading = tuple[str, str | None, Callable[[str], Any] | None]
"""The field of a column, the key in it if it is a map's, and how its cells are read."""


class CellReader:
    """Reads the rows of a table with `header` into what a model can be made of."""

    def __init__(self, model: type[BaseModel], header: Sequence[str]) -> None:
        """Raises `UnfitColumnError` for a column that is unknown, stands twice, or is missing."""
        known = {field.name: field for field in fields(model)}
        seen: set[str] = set()
        for column in header:
            if column in seen:
                raise UnfitColumnError(column, f"the column {column} stands twice in the header")
            seen.add(column)
        self._readings = [_reading(column, known) for column in header]
        there = {name for name, _, _ in self._readings}
        for field in known.values():
            if field.is_required and field.name not in there:
                raise UnfitColumnError(field.name, f"the column {field.name} is missing")

    def content(self, cells: Sequence[str]) -> dict[str, Any]:
        """What stands in `cells`, of which there are as many as columns; empty ones are left out."""
        content: dict[str, Any] = {}
        for cell, (name, key, read) in zip(cells, self._readings, strict=True):
            if not cell:
                continue
            value = cell if read is None else read(cell)
            if key is not None:
                content.setdefault(name, {})[key] = value
            elif isinstance(value, dict) and name in content:
                content[name].update(value)
            else:
                content[name] = value
        return content


def _reading(column: str, known: Mapping[str, Field]) -> _Reading:
    field = known.get(column)
    if field is not None:
        return field.name, None, _READ[field.shape, field.is_literal]
    name, _, key = column.partition(BETWEEN_KEYS)
    field = known.get(name)
    if field is None or field.shape is not Shape.MAP or not key:
        raise UnfitColumnError(column, f"there is no column {column!r}")
    return name, key, _read_literal if field.is_literal else None


def _read_literal(cell: str) -> Any:
    """The number or truth value that `cell` is; else the text, which the model refuses."""
    return from_json(cell) if _LITERAL.fullmatch(cell) else {"TRUE": True, "FALSE": False}.get(cell, cell)


def _read_literals(cell: str) -> Any:
    read = _read_list(cell)
    return [_read_literal(item) if isinstance(item, str) else item for item in read]


def _read_list(cell: str) -> Any:
    if cell.startswith("["):
        read = _read_json(cell)
        if isinstance(read, list):
            return read
    return [item for item in map(str.strip, cell.split(BETWEEN_ITEMS)) if item]


def _read_json(cell: str) -> Any:
    try:
        return from_json(cell)
    except ValueError:
        return cell  # which the model refuses, or understands


_READ: dict[tuple[Shape, bool], Callable[[str], Any] | None] = {
    (Shape.PLAIN, False): None,
    (Shape.PLAIN, True): _read_literal,
    (Shape.LIST, False): _read_list,
    (Shape.LIST, True): _read_literals,
    **{(shape, is_literal): _read_json for shape in (Shape.MAP, Shape.JSON) for is_literal in (False, True)},
}


class CellWriter:
    """Writes rows of a model as cells.

    The keys of maps that `seen` has get columns of their own. Unless there is nothing more than `seen`, other
    keys may follow: they are written as JSON under the name of the field.
    """

    def __init__(self, model: type[BaseModel], seen: Sequence[BaseModel], *, is_all: bool) -> None:
        self._columns: list[tuple[Field, list[str], bool]] = []
        for field in fields(model):
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
                own = [_text(rest.pop(key, None)) for key in keys]
                cells += [_json(rest) if rest else ""] * has_own + own
            else:
                cells += [_written(field, value)] * has_own + [""] * len(keys)
        return cells


def _written(field: Field, value: Any) -> str:
    if value is None or (field.is_empty_by_default and value in _EMPTY):
        return ""
    if field.shape is Shape.PLAIN:
        return _text(value)
    return _list_text(value) if field.shape is Shape.LIST and value else _json(value)


def dump(row: BaseModel) -> dict[str, Any]:
    """`row` as JSON can hold it."""
    return row.model_dump(mode="json", by_alias=True, round_trip=True)


def _keys(field: Field, seen: Sequence[BaseModel]) -> list[str]:
    if field.shape is not Shape.MAP:
        return []
    return sorted(
        {key for row in seen for key, value in (dump(row)[field.name] or {}).items() if key and value}
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _json(value)


def _list_text(value: Any) -> str:
    items = [_text(item) for item in value]
    joined = BETWEEN_ITEMS.join(items)
    can_be_split = all(item and item == item.strip() and BETWEEN_ITEMS not in item for item in items)
    return joined if can_be_split and not joined.startswith("[") else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
