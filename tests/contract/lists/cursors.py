"""A cursor belongs to one list: to its path, its order and its filters."""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx
from fastapi import FastAPI

from tests.contract.lists.filters import UNMATCHED
from tests.contract.lists.reading import List, paged

_ID = "019e0000-0000-7000-8000-000000000000"
_VALUES = {"date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z", "uuid": _ID}
_TEXTS = (*UNMATCHED, "rights")
Cursors = Mapping[str, str]
"""By the path of each list, with its order: where its second page begins."""


async def first_cursors(client: httpx.AsyncClient, lists: Sequence[List]) -> Cursors:
    """The cursor that the first page of each list ends in."""
    return {wanted.path: await _first_cursor(client, wanted) for wanted in lists}


async def _first_cursor(client: httpx.AsyncClient, wanted: List) -> str:
    page = (await client.get(_with(wanted.path, "limit=2"), headers=wanted.headers)).json()
    return str((page[wanted.within] if wanted.within else page)["next_cursor"])


def other_lists(app: FastAPI, lists: Mapping[str, Sequence[List]]) -> list[List]:
    """Each list that an operation of `app` gives and that `lists` has not, in each of its orders."""
    headers = next((one.headers for some in lists.values() for one in some if one.headers), {})
    return [
        List(path, "", (), headers)
        for operation, template, sorts in paged(app)
        if operation not in lists
        for path in _in_each_order(re.sub("{.*?}", _ID, template), sorts)
    ]


def _in_each_order(path: str, sorts: Sequence[str]) -> Iterator[str]:
    needed = f"{path}?q=rights" if path == "/v1/search" else path
    yield from (_with(needed, f"sort={sort}") for sort in sorts) if sorts else (needed,)


async def faults_of_strangers(
    client: httpx.AsyncClient, cursors: Cursors, lists: Sequence[List]
) -> list[str]:
    """Where a cursor of another list, whose key has the same shape, is not refused."""
    found = []
    for wanted in lists:
        own = cursors.get(wanted.path)
        for path, cursor in cursors.items():
            is_alike = own is None or _shape(cursor) == _shape(own)
            if path != wanted.path and is_alike:
                found += await _accepted(client, wanted, wanted.path, cursor)
    return found


async def faults_of_changed_filters(
    client: httpx.AsyncClient, app: FastAPI, cursors: Cursors, wanted: List, operation: str
) -> list[str]:
    """With which filter, or without which order, a list takes the cursor that it gave without or with it."""
    cursor = cursors[wanted.path]
    path, _, query = wanted.path.partition("?")
    changed = [path] if query else []
    changed += [_with(wanted.path, one) for one in _filters(app, operation) if one not in query]
    return [fault for one in changed for fault in await _accepted(client, wanted, one, cursor)]


async def _accepted(client: httpx.AsyncClient, wanted: List, path: str, cursor: str) -> list[str]:
    answer = await client.get(_with(path, f"cursor={cursor}"), headers=wanted.headers)
    if answer.status_code == 422:
        [error] = answer.json()["errors"]
        if error["pointer"] == "?cursor" and "begin without" in error["detail"]:
            return []
    return [f"{path} takes {base64.urlsafe_b64decode(cursor)!r}: {answer.status_code} {answer.text[:200]}"]


async def fault_of_limits(client: httpx.AsyncClient, cursors: Cursors, wanted: List) -> list[str]:
    """Whether a list refuses its cursor with another limit, or with its parameters in another order."""
    path, _, query = wanted.path.partition("?")
    again = f"{path}?{'&'.join([f'cursor={cursors[wanted.path]}', 'limit=5', *filter(None, [query])])}"
    answer = await client.get(again, headers=wanted.headers)
    return [] if answer.status_code == 200 else [f"{again}: {answer.status_code} {answer.text[:300]}"]


def _filters(app: FastAPI, operation: str) -> Iterator[str]:
    for operations in app.openapi()["paths"].values():
        if operations.get("get", {}).get("operationId") == operation:
            for one in operations["get"]["parameters"]:
                if one["in"] == "query" and one["name"] not in {"limit", "cursor", "sort"}:
                    yield f"{one['name']}={_value(one['schema'])}"


def _value(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return str(schema["enum"][0])
    if "format" in schema:
        return _VALUES[schema["format"]]
    return next(text for text in _TEXTS if re.search(schema.get("pattern", ""), text))


def _shape(cursor: str) -> list[type]:
    return [type(part) for part in json.loads(base64.urlsafe_b64decode(cursor))]


def _with(path: str, query: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{query}"
