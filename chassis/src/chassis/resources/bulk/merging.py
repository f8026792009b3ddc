"""Making the content that a row wants of what is stored, and finding every fault of the row. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from chassis.base.pointers import faults, pointer
from chassis.resources.bulk.cell_values import read_text, rewritten
from chassis.resources.bulk.faults import LOST_DETAIL, lost_texts
from chassis.resources.bulk.limits import MOST_FAULTS
from chassis.resources.bulk.rows import PatchRow, Rejection
from chassis.resources.bulk.shapes import Shape, fields
from chassis.resources.merge_patch import merged

C = TypeVar("C", bound=BaseModel)
EVERY_ROW = ("source", "as_of")
"""Fields that every row has: they are about the entry as the row leaves it."""


_NULL = "must have a value: leave the field out to keep what is stored"
_KEEPING = "; pandas keeps a text such as NA by keep_default_na=False"


@dataclass(frozen=True, slots=True)
class Merged(Generic[C]):
    """What a row makes of an entry."""

    content: C | None
    """`None`: the row has faults, or changes nothing."""
    faults: tuple[Rejection, ...] = ()


def merge(
    model: type[C],
    row: PatchRow,
    stored: Mapping[str, Any] | None,
    *,
    needed: Collection[str] = EVERY_ROW,
    without: Mapping[str, str] | None = None,
) -> Merged[C]:
    """The content that `row` makes of the entry that is `stored` as JSON; `None`: of a new one.

    `needed`: fields that each row must have. `without`: fields that files do not have, with the reasons.
    """
    found = [*row.faults, *_own_faults(row, stored, needed, without or {})]
    patch = _as_texts(model, row) if row.is_of_cells else row.patch
    wanted = _wanted(stored, patch)
    if stored is not None and not found and wanted == _without_nulls(stored):
        return Merged(None)
    try:
        content = model.model_validate_json(to_json(wanted, inf_nan_mode="constants"))
    except ValidationError as error:
        found += _new_faults(row, error, found)
        return Merged(None, tuple(islice(found, MOST_FAULTS)))
    return Merged(None if found else content, tuple(found))


def _wanted(stored: Mapping[str, Any] | None, patch: Mapping[str, Any]) -> dict[str, Any]:
    return merged(_without_nulls(stored or {}), patch)


def _without_nulls(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stored.items() if value is not None}


def _own_faults(
    row: PatchRow,
    stored: Mapping[str, Any] | None,
    needed: Collection[str],
    without: Mapping[str, str],
) -> Iterator[Rejection]:
    """What is wrong with the row beyond what the model finds."""
    for name in needed:
        if row.patch.get(name) is None:
            reason = "must be given in each row"
            yield Rejection(row.line, pointer(name), reason + _KEEPING * row.is_of_cells)
    known = {fault.pointer for fault in row.faults}
    for where in lost_texts(row.patch, stored or {}):
        if where not in known:
            yield Rejection(row.line, where, LOST_DETAIL)
    for name in without.keys() & row.patch.keys():
        yield Rejection(row.line, pointer(name), without[name])
    if stored is not None and row.is_of_cells:
        yield from _rewritten(row.line, stored, row.patch, ())


def _rewritten(
    line: int, stored: Mapping[str, Any], patch: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[Rejection]:
    for name, given in patch.items():
        known = stored.get(name)
        if isinstance(known, dict) and isinstance(given, dict):
            yield from _rewritten(line, known, given, (*path, name))
        elif known != given and (reason := rewritten(known, given)) is not None:
            yield Rejection(line, pointer(*path, name), reason)


def _as_texts(model: type[BaseModel], row: PatchRow) -> Mapping[str, Any]:
    """The patch; an empty cell of a text that must have a value is the empty text."""
    return {
        name: "" if value is None and name in _needed_texts(model) else value
        for name, value in row.patch.items()
    }


@cache
def _needed_texts(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(
        field.name
        for field in fields(model)
        if field.is_required and field.shape is Shape.PLAIN and field.read is read_text
    )


def _new_faults(row: PatchRow, error: ValidationError, known: Collection[Rejection]) -> Iterator[Rejection]:
    """What the model refuses, where nothing is known to be wrong yet."""
    seen = {fault.pointer for fault in known}
    for where, detail in faults(error):
        if where in seen or any(where.startswith(f"{one}/") for one in seen if one):
            continue
        name = where.removeprefix("/")
        if name in row.patch and row.patch[name] is None:
            yield Rejection(row.line, where, _NULL + _KEEPING * row.is_of_cells)
        else:
            yield Rejection(row.line, where, detail)
