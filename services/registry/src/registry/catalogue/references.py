"""Entries refer to each other by code: what they refer to must be there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.catalogue.entry_types import C, Change, Check, EntryType, Faults
from registry.catalogue.models import Content
from registry.catalogue.store.entries import missing_in


def check_references(entry_type: EntryType[C], *, outside: bool) -> Check[C]:
    """The check that every code in a field that `entry_type` declares as a reference is known.

    An entry may refer to one that stands before it in the same request or file. `outside`: whether codes of
    what other services publish are compared, too.
    """

    async def check(tx: Transaction, changes: Sequence[Change[C]]) -> Faults:
        wanted: dict[str, set[str]] = defaultdict(set)
        for change in changes:
            for table, _, code in _references(entry_type, change, outside):
                wanted[table].add(code)
        unknown = await missing_in(tx, wanted)
        faults: dict[str, list[FieldError]] = {}
        for change in changes:
            wrong = [
                FieldError(pointer, f"there is no {table.replace('_', ' ')} {code}")
                for table, pointer, code in _references(entry_type, change, outside)
                if code in unknown[table]
            ]
            if wrong:
                faults[change.content.code] = wrong
            else:
                unknown.get(entry_type.table.name, set()).discard(change.content.code)
        return faults

    return check


def _references(entry_type: EntryType[C], change: Change[C], outside: bool) -> Iterator[tuple[str, str, str]]:
    """Table, pointer and code of each reference."""
    for field, table in entry_type.refers.items():
        for pointer, code in _codes(change.content, field):
            yield table, pointer, code
    for field, view in entry_type.outside.items() if outside else ():
        before = {code for _, code in _codes(change.before, field)} if change.before is not None else ()
        for pointer, code in _codes(change.content, field):
            if code not in before:
                yield view, pointer, code


def _codes(content: Content, field: str) -> Iterator[tuple[str, str]]:
    """Pointer and value of each code in `field`."""
    value = getattr(content, field)
    if isinstance(value, list):
        for position, code in enumerate(value):
            yield f"/{field}/{position}", code
    elif value is not None:
        yield f"/{field}", value
