"""Reading lists to their end, and the operations that give lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from fastapi import FastAPI

from commitments.observations.rules import canonical

Item = dict[str, Any]


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

    def name(self, item: Item) -> str:
        """What names an item."""
        values = [item[part] for part in self.key.split(",")]
        return ",".join(canonical(value) if isinstance(value, dict) else str(value) for value in values)


async def faults(client: httpx.AsyncClient, wanted: List, limit: int) -> list[str]:
    """What is wrong with the list, read by pages of `limit`."""
    seen, link = list[str](), f"{wanted.path}{'&' if '?' in wanted.path else '?'}limit={limit}"
    for _ in range(len(wanted.expected) + 1):
        answer = await client.get(link, headers=wanted.headers)
        if answer.status_code != 200:
            return [f"{link}: {answer.status_code} {answer.text[:300]}"]
        page = answer.json()[wanted.within] if wanted.within else answer.json()
        seen += [wanted.name(item) for item in page["items"]]
        following = answer.links.get("next", {}).get("url")
        if following is None:
            disorder = seen != list(wanted.expected) or page["next_cursor"] is not None
            return [f"{link}: {len(seen)} of {len(wanted.expected)}, {seen}"] if disorder else []
        if len(page["items"]) != limit or quote(page["next_cursor"], safe="") not in following:
            return [f"{link}: a link that leads elsewhere"]
        link = following
    return [f"{link}: it has no end"]


def paged(app: FastAPI) -> Iterator[tuple[str, str, list[str]]]:
    """Id, path and the values of `sort` of each operation that gives a list page by page."""
    for path, operations in app.openapi()["paths"].items():
        parameters = {one["name"]: one for one in operations.get("get", {}).get("parameters", ())}
        if "cursor" in parameters:
            sorts = parameters.get("sort", {}).get("schema", {}).get("enum", [])
            yield operations["get"]["operationId"], path, sorts
