"""Finds out which entries the rows of files mean by the words of people.

`Algeria`, `ALG`, `DZ` and `012` are all DZA in a file; a request has the code.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chassis.base.pointers import pointer
from chassis.database import Transaction
from chassis.resources.bulk import PatchRow, Rejection
from registry.catalogue.entry_types import EntryType, Resolve
from registry.catalogue.rules.resolution import UNKNOWN, Resolution, mismatch

Resolutions = Mapping[str, Mapping[str, Resolution]]
"""By table, what each word means."""


async def with_codes(
    tx: Transaction,
    entry_type: EntryType[Any],
    rows: Sequence[PatchRow],
    resolvers: Mapping[str, Resolve],
) -> list[PatchRow]:
    """The rows with codes in place of words; a word that means no entry, or several, is a fault of its row.

    `resolvers`: what finds the entries that words mean, by their table.
    """
    named = _named(entry_type, resolvers)
    resolutions = await _resolve(tx, named, rows, resolvers)
    return [_with_codes(entry_type, named, row, resolutions) for row in rows]


def _named(entry_type: EntryType[Any], resolved: Collection[str]) -> dict[str, str]:
    """The fields in which words are resolved, with the table of their codes."""
    return {name: table for name, table in entry_type.refers.items() if table in resolved}


async def _resolve(
    tx: Transaction,
    named: Mapping[str, str],
    rows: Sequence[PatchRow],
    resolvers: Mapping[str, Resolve],
) -> Resolutions:
    words: dict[str, set[str]] = defaultdict(set)
    for name, table in named.items():
        for row in rows:
            words[table].update(word for _, word in _words(row.patch.get(name)))
    return {table: await resolvers[table](tx, of_table) for table, of_table in words.items()}


def _with_codes(
    entry_type: EntryType[Any], named: Mapping[str, str], row: PatchRow, resolutions: Resolutions
) -> PatchRow:
    patch, faults = dict(row.patch), list(row.faults)
    for name, table in named.items():
        value = row.patch.get(name)
        if any(fault.pointer == pointer(name) for fault in row.faults):
            continue  # it is no word at all
        found = list(value) if isinstance(value, list) else [value]
        for place, word in _words(value):
            resolution = resolutions[table].get(word, UNKNOWN)
            if not resolution.matches and table == entry_type.table.name:
                continue  # it may stand elsewhere in the same file; whether it does shows later
            if resolution.code is None:
                where = pointer(name, place) if isinstance(value, list) else pointer(name)
                faults.append(Rejection(row.line, where, mismatch(word, table, resolution)))
            else:
                found[place] = resolution.code
        if name in patch:
            patch[name] = found if isinstance(value, list) else found[0]
    return replace(row, patch=patch, faults=tuple(faults))


def _words(value: Any) -> Iterator[tuple[int, str]]:
    """The texts in a field, each with its place."""
    for place, word in enumerate(value if isinstance(value, list) else [value]):
        if isinstance(word, str) and word:
            yield place, word
