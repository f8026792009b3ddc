"""Reading lists to their end, and the operations that give lists."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from fastapi import FastAPI

from commitments.observations.rules import canonical

Item = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """Where the items of a list are stored."""

    table: str
    name: str = "code"
    """The column, or the expression, that names an item."""
    where: str = "true"
    """Which rows are of this list."""
    fresh: tuple[str, ...] = ()
    """Columns besides the name in which each row has a value of its own."""
    grows: bool = True
    """Whether rows can be added by a new name alone."""

    def condition(self, names: Iterable[str]) -> str:
        """Which rows have one of these names."""
        quoted = ", ".join("'{}'".format(name.replace("'", "''")) for name in names) or "NULL"
        return f"{self.where} AND ({self.name})::text IN ({quoted})"


@dataclass(frozen=True)
class List:
    """A list as it must be read: what names each of its items, and in which order."""

    path: str
    key: str
    """The field of an item that names it, or several, divided by commas."""
    expected: Sequence[str]
    """The names of all items, in order."""
    headers: dict[str, str] = field(default_factory=dict)
    within: str | None = None
    """The field of the answer that holds the page, when it is not the answer itself."""
    rows: Rows | None = None
    """Absent where nothing is added to a list and nothing removed."""

    def name(self, item: Item) -> str:
        """What names an item."""
        values = [item[part] for part in self.key.split(",")]
        return ",".join(canonical(value) if isinstance(value, dict) else str(value) for value in values)


class BrokenListError(Exception):
    """A list cannot be read page by page."""


async def faults(client: httpx.AsyncClient, wanted: List, limit: int) -> list[str]:
    """What is wrong with the list, read by pages of `limit`."""
    try:
        seen = [wanted.name(item) async for items in pages(client, wanted, limit) for item in items]
    except BrokenListError as error:
        return [str(error)]
    if seen != list(wanted.expected):
        return [f"{wanted.path}, limit {limit}: {len(seen)} of {len(wanted.expected)}, {seen}"]
    return []


async def pages(client: httpx.AsyncClient, wanted: List, limit: int) -> AsyncIterator[list[Item]]:
    """The items of each page. Raises `BrokenListError`."""
    link = f"{wanted.path}{'&' if '?' in wanted.path else '?'}limit={limit}"
    for _ in range(len(wanted.expected) + 3):
        answer = await client.get(link, headers=wanted.headers)
        if answer.status_code != 200:
            raise BrokenListError(f"{link}: {answer.status_code} {answer.text[:300]}")
        page = answer.json()[wanted.within] if wanted.within else answer.json()
        yield page["items"]
        following = answer.links.get("next", {}).get("url")
        if following is None and page["next_cursor"] is None:
            return
        if (
            following is None
            or len(page["items"]) != limit
            or quote(page["next_cursor"], safe="") not in following
        ):
            raise BrokenListError(f"{link}: a link that leads elsewhere")
        link = following
    raise BrokenListError(f"{link}: it has no end")


def paged(app: FastAPI) -> Iterator[tuple[str, str, list[str]]]:
    """Id, path and the values of `sort` of each operation that gives a list page by page."""
    for path, operations in app.openapi()["paths"].items():
        parameters = {one["name"]: one for one in operations.get("get", {}).get("parameters", ())}
        if "cursor" in parameters:
            sorts = parameters.get("sort", {}).get("schema", {}).get("enum", [])
            yield operations["get"]["operationId"], path, sorts
