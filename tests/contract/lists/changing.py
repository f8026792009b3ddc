"""Lists whose rows come and go while they are read."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import httpx

from chassis.base.identifiers import new_id
from tests.contract.lists.reading import List, Rows, pages
from tests.contract.lists.rows import Filler

LIMIT = 7


async def faults(client: httpx.AsyncClient, filler: Filler, wanted: List) -> list[str]:
    """What is wrong with what is read of `wanted` after rows were added and removed behind its first page."""
    assert wanted.rows is not None
    on_cursor, ahead = wanted.expected[LIMIT - 1 : LIMIT + 1]
    reading = pages(client, wanted, LIMIT)
    seen = [wanted.name(item) for item in await anext(reading)]
    async with _changed(filler, wanted.rows, wanted.expected, {on_cursor, ahead}) as added:
        seen += [wanted.name(item) async for items in reading for item in items]
    old = [name for name in seen if name not in added]
    staying = [name for name in wanted.expected if name != ahead]
    return [] if old == staying else [f"{wanted.path}: {old}, and not {staying}"]


@asynccontextmanager
async def _changed(
    filler: Filler, rows: Rows, expected: Sequence[str], gone: set[str]
) -> AsyncIterator[set[str]]:
    """The names of rows that were added, while others are `gone`; all is as before afterwards."""
    removed = await filler.remove(rows.table, rows.condition(gone))
    added = _beside(expected) if rows.grows else {}
    try:
        for old, new in added.items():
            row = await filler.first(rows.table, rows.condition({old}))
            fresh = {column: str(new_id()) for column in rows.fresh}
            await filler.add(rows.table, [row | fresh | {rows.name: _typed(row[rows.name], new)}])
        yield set(added.values())
    finally:
        await filler.remove(rows.table, rows.condition(set(added.values())))
        await filler.add(rows.table, removed)


def _beside(expected: Sequence[str]) -> dict[str, str]:
    """New names by those of rows alike: one beside what was read, one beside what is still to come."""
    first, last = expected[0], expected[-1]
    if all(name.isdecimal() for name in expected):
        numbers = list(map(int, expected))
        return {first: str(min(numbers) - 1), last: str(max(numbers) + 1)}
    if len(first) == len(str(UUID(int=0))):
        return {first: str(UUID(int=1)), last: str(UUID(int=(1 << 128) - 1))}
    return {first: f"{first}0", last: f"{last}0"}


def _typed(old: object, new: str) -> object:
    return int(new) if isinstance(old, int) else new
