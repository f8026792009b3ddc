"""Entries refer to each other by code: what they refer to must be there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.catalogue.entry_types import C, Change, Check, EntryType, Faults
from registry.catalogue.store.entries import missing


def check_references(entry_type: EntryType[C]) -> Check[C]:
    """The check that every code in a field that `entry_type` declares as a reference is known.

    An entry may refer to one that stands before it in the same request or file.
    """

    async def check(tx: Transaction, changes: Sequence[Change[C]]) -> Faults:
        wanted: dict[str, set[str]] = defaultdict(set)
        for change in changes:
            for table, _, code in _references(entry_type, change):
                wanted[table].add(code)
        unknown = {table: await missing(tx, table, codes) for table, codes in wanted.items()}
        faults: dict[str, list[FieldError]] = {}
        for change in changes:
            wrong = [
                FieldError(pointer, f"there is no {table.replace('_', ' ')} {code}")
                for table, pointer, code in _references(entry_type, change)
                if code in unknown[table]
            ]
            if wrong:
                faults[change.content.code] = wrong
            else:
                unknown.get(entry_type.table.name, set()).discard(change.content.code)
        return faults

    return check


def _references(entry_type: EntryType[C], change: Change[C]) -> Iterator[tuple[str, str, str]]:
    """Table, pointer and code of each reference."""
    for field, table in entry_type.refers.items():
        value = getattr(change.content, field)
        if isinstance(value, list):
            for position, code in enumerate(value):
                yield table, f"/{field}/{position}", code
        elif value is not None:
            yield table, f"/{field}", value
