"""Finds out which entries the rows of files mean by the words of people.

`Algeria`, `ALG`, `DZ` and `012` are all DZA in a file; a request has the code.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from chassis.base.pointers import pointer
from chassis.database import Transaction
from chassis.resources.bulk import Batch, PatchRow, Rejection
from registry.catalogue.entry_types import Resolve
from registry.catalogue.rules.identity import code_in
from registry.catalogue.rules.resolution import UNKNOWN, Resolution, mismatch

Resolutions = Mapping[str, Mapping[str, Resolution]]
"""By table, what each word means."""


async def with_codes(
    tx: Transaction,
    refers: Mapping[str, str],
    rows: Sequence[PatchRow],
    resolvers: Mapping[str, Resolve],
    *,
    own: str | None = None,
) -> list[PatchRow]:
    """The rows with codes in place of words; a word that means no entry, or several, is a fault of its row.

    `refers`: fields with words, and the tables of what they mean; `resolvers`: what finds that, by table;
    `own`: the table of the rows themselves, where a word may mean what stands elsewhere in their file.
    """
    named = {name: table for name, table in refers.items() if table in resolvers}
    resolutions = await _resolve(tx, named, rows, resolvers)
    return [_with_codes(own, named, row, resolutions) for row in rows]


class RowsByCode(NamedTuple):
    """The rows of a batch by what they mean."""

    rows: dict[str, PatchRow]
    unidentified: list[PatchRow]
    """Those that mean nothing."""
    rejections: list[Rejection]
    """The second row of one code is refused."""


async def by_code(batch: Batch, rows: Sequence[PatchRow], parts: Sequence[str]) -> RowsByCode:
    """The `rows` of `batch` by the code that each has, or that its fields `parts` make."""
    found = RowsByCode({}, [], [])
    for row in rows:
        code = code_in(row.patch, parts)
        if code is None:
            found.unidentified.append(row)
        elif (first := found.rows.setdefault(code, row)) is not row:
            found.rejections.append(_second(row, code, first.line))
    for code, line in (await batch.earlier(found.rows.keys())).items():
        if (second := found.rows.pop(code, None)) is not None:
            found.rejections.append(_second(second, code, line))
    return found


def _second(row: PatchRow, code: str, line: int) -> Rejection:
    return Rejection(row.line, "/code", f"{code} stands in line {line} before: give each entry one row")


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
    own: str | None, named: Mapping[str, str], row: PatchRow, resolutions: Resolutions
) -> PatchRow:
    patch, faults = dict(row.patch), list(row.faults)
    for name, table in named.items():
        value = row.patch.get(name)
        if any(fault.pointer == pointer(name) for fault in row.faults):
            continue  # it is no word at all
        found = list(value) if isinstance(value, list) else [value]
        for place, word in _words(value):
            resolution = resolutions[table].get(word, UNKNOWN)
            if not resolution.matches and table == own:
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
