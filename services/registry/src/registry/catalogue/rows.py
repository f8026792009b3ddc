"""Finds out which entries the rows of files mean by the words of people.

`Algeria`, `ALG`, `DZ` and `012` are all DZA in a file; a request has the code.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chassis.base.pointers import pointer
from chassis.database import Session
from chassis.problems.models import RequestBody
from chassis.resources.bulk import PatchRow, Rejection
from chassis.values import Line
from registry.catalogue.entry_types import EntryType, Resolve

Codes = Mapping[str, Mapping[str, Sequence[str]]]
"""By table, the codes that each word may mean."""


async def with_codes(
    session: Session,
    entry_type: EntryType[Any],
    rows: Sequence[PatchRow],
    resolvers: Mapping[str, Resolve],
) -> list[PatchRow]:
    """The rows with codes in place of words; a word that means no entry, or several, is a fault of its row.

    `resolvers`: what finds the codes that words mean, by the table of the codes.
    """
    named = _named(entry_type, resolvers)
    codes = await _resolve(session, named, rows, resolvers)
    return [_with_codes(entry_type, named, row, codes) for row in rows]


def _named(entry_type: EntryType[Any], resolved: Collection[str]) -> dict[str, str]:
    """The fields in which words are resolved, with the table of their codes."""
    return {name: table for name, table in entry_type.refers.items() if table in resolved}


async def _resolve(
    session: Session,
    named: Mapping[str, str],
    rows: Sequence[PatchRow],
    resolvers: Mapping[str, Resolve],
) -> Codes:
    words: dict[str, set[str]] = defaultdict(set)
    for name, table in named.items():
        for row in rows:
            words[table].update(word for _, word in _words(row.patch.get(name)))
    return {table: await resolvers[table](session, of_table) for table, of_table in words.items()}


def _with_codes(
    entry_type: EntryType[Any], named: Mapping[str, str], row: PatchRow, codes: Codes
) -> PatchRow:
    patch, faults = dict(row.patch), list(row.faults)
    for name, table in named.items():
        value = row.patch.get(name)
        found = list(value) if isinstance(value, list) else [value]
        for place, word in _words(value):
            meant = codes[table].get(word, ())
            if not meant and table == entry_type.table.name:
                meant = (word,)  # it may stand elsewhere in the same file; whether it does shows later
            if len(meant) == 1:
                found[place] = meant[0]
            else:
                where = pointer(name, place) if isinstance(value, list) else pointer(name)
                faults.append(Rejection(row.line, where, _mismatch(word, table, meant)))
        if name in patch:
            patch[name] = found if isinstance(value, list) else found[0]
    return replace(row, patch=patch, faults=tuple(faults))


def _words(value: Any) -> Iterator[tuple[int, str]]:
    """The texts in a field, each with its place."""
    for place, word in enumerate(value if isinstance(value, list) else [value]):
        if isinstance(word, str) and word:
            yield place, word


def _mismatch(word: str, table: str, meant: Sequence[str]) -> str:
    if not meant:
        return f"{word} matches no {table}"
    return f"{word} matches more than one {table}: {', '.join(meant)}"
