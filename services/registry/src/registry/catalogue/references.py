"""Entries refer to each other by code: what they refer to must be there."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.catalogue.entry_types import C, Change, Check, EntryType, Faults
from registry.catalogue.store.entries import missing_in
from registry.catalogue.store.nearest import nearest_in

K = TypeVar("K", int, str)
NO_VALUES: Mapping[str, Any] = {}


class Reference(NamedTuple):
    """That a field has the code of another entry."""

    table: str
    pointer: str
    code: str


def check_references(entry_type: EntryType[C], *, outside: bool) -> Check[C]:
    """The check that every code in a field that `entry_type` declares as a reference is known.

    An entry may refer to one that stands before it in the same request or file. `outside`: whether codes of
    what other services publish are compared, too.
    """

    async def check(tx: Transaction, changes: Sequence[Change[C]]) -> Faults:
        named = {
            change.content.code: list(
                references(entry_type, vars(change.content), _values(change.before), outside=outside)
            )
            for change in changes
        }
        unknown = await unknown_codes(tx, named.values())
        wrong: dict[str, list[Reference]] = {}
        for code, own in named.items():
            if found := [one for one in own if one.code in unknown[one.table]]:
                wrong[code] = found
            else:
                unknown.get(entry_type.table.name, set()).discard(code)
        return await explained(tx, wrong)

    return check


def references(
    entry_type: EntryType[Any], values: Mapping[str, Any], before: Mapping[str, Any], *, outside: bool = True
) -> Iterator[Reference]:
    """Each reference in the `values` of an entry, which has had those `before`."""
    for field, table in entry_type.refers.items():
        for pointer, code in _codes(values, field):
            yield Reference(table, pointer, code)
    for field, view in entry_type.outside.items() if outside else ():
        known = {code for _, code in _codes(before, field)}
        for pointer, code in _codes(values, field):
            if code not in known:
                yield Reference(view, pointer, code)


async def unknown_codes(tx: Transaction, named: Collection[Sequence[Reference]]) -> dict[str, set[str]]:
    """By table, those of the codes to which these references are that nothing has."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for own in named:
        for one in own:
            wanted[one.table].add(one.code)
    return await missing_in(tx, wanted)


async def explained(tx: Transaction, wrong: Mapping[K, Sequence[Reference]]) -> dict[K, list[FieldError]]:
    """The faults that references to nothing are, with what may be meant."""
    asked: dict[str, set[str]] = defaultdict(set)
    for own in wrong.values():
        for one in own:
            asked[one.table].add(one.code)
    nearest = await nearest_in(tx, asked)
    return {
        code: [FieldError(one.pointer, _detail(one, nearest.get((one.table, one.code), ()))) for one in own]
        for code, own in wrong.items()
    }


def _detail(reference: Reference, nearest: Sequence[str]) -> str:
    detail = f"there is no {reference.table.replace('_', ' ')} {reference.code}"
    return f"{detail}; nearest: {', '.join(nearest)}" if nearest else detail


def _values(content: Any) -> Mapping[str, Any]:
    return NO_VALUES if content is None else vars(content)


def _codes(values: Mapping[str, Any], field: str) -> Iterator[tuple[str, str]]:
    """Pointer and value of each code in `field`."""
    value = values.get(field)
    if isinstance(value, list):
        for position, code in enumerate(value):
            if isinstance(code, str):
                yield f"/{field}/{position}", code
    elif isinstance(value, str):
        yield f"/{field}", value
