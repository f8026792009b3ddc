"""How the fields of a model stand in the columns of a table. Pure.

A list has `;` between its items, a map has one column for each of its keys (`names.fr`), what is deeper is
JSON. Wherever that would be ambiguous, JSON is written.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter

from chassis.resources.bulk.cell_values import READERS, ReadCell, of_digits, read_text

BETWEEN_ITEMS = ";"
BETWEEN_KEYS = "."
_LISTS = (list, tuple, set, frozenset, Sequence, AbstractSet)
_MAPS = (dict, Mapping)
_EMPTY: tuple[Any, ...] = ([], (), {}, set(), frozenset())


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
    read: ReadCell
    """Reads one plain value, or one item."""
    is_required: bool
    is_empty_by_default: bool
    """Whether a list or map that is not there is an empty one, so that nothing needs to be written for it."""


@cache
def fields(model: type[BaseModel]) -> tuple[Field, ...]:
    """The fields of `model` under the names that its data have."""
    return tuple(
        Field(
            field.alias or name,
            _shape(field.annotation),
            _reader(field.rebuild_annotation()),
            field.is_required(),
            field.get_default(call_default_factory=True) in _EMPTY,
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


def _reader(kind: Any) -> ReadCell:
    """What reads a plain value of `kind`, or an item of such a list."""
    for one in _alternatives(kind):
        if get_origin(one) in _LISTS:
            return _reader(get_args(one)[0])
        if one in READERS:
            return READERS[one]
    digits = [of_digits(schema["pattern"]) for schema in _schemas(kind) if "pattern" in schema]
    return next(filter(None, digits), read_text)


def _schemas(kind: Any) -> Iterator[Mapping[str, Any]]:
    if _shape(kind) is Shape.PLAIN:
        schema = TypeAdapter(kind).json_schema()
        yield from (schema, *schema.get("anyOf", ()))
