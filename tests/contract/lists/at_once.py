"""What is given at once: short lists, tables, and exports in each of their forms."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI
from openpyxl import load_workbook

FORMS = ("ndjson", "csv", "xlsx")


@dataclass(frozen=True)
class AtOnce:
    """What must be there: each item once, in whatever order."""

    path: str
    key: str
    expected: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)
    within: str = "items"
    """The field of the answer that holds the items, unless it is an export."""


async def faults(client: httpx.AsyncClient, wanted: AtOnce, operation: str) -> list[str]:
    """What is wrong with it, in any form."""
    forms = FORMS if operation.startswith("export_") else (None,)
    found = []
    for form in forms:
        path = wanted.path if form is None else f"{wanted.path}?format={form}"
        answer = await client.get(path, headers=wanted.headers)
        if answer.status_code != 200:
            found.append(f"{path}: {answer.status_code} {answer.text[:300]}")
            continue
        items = _rows(answer, form) if form else answer.json()[wanted.within]
        seen = [str(item[wanted.key]) for item in items]
        if sorted(seen) != sorted(wanted.expected):
            found.append(f"{path}: {len(seen)} of {len(wanted.expected)}, {seen}")
    return found


def _rows(answer: httpx.Response, form: str) -> Iterator[Mapping[str, Any]]:
    if form == "ndjson":
        yield from map(json.loads, answer.text.splitlines())
    elif form == "csv":
        yield from csv.DictReader(io.StringIO(answer.text))
    else:
        header, *rows = load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
        yield from (dict(zip(map(str, header), row, strict=True)) for row in rows)


def given_at_once(app: FastAPI) -> set[str]:
    """The ids of operations that give lists, tables or exports, and no pages."""
    document = app.openapi()
    return {
        operations["get"]["operationId"]
        for operations in document["paths"].values()
        if "get" in operations and _gives_rows(operations["get"], document["components"]["schemas"])
    }


def _gives_rows(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> bool:
    if any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ())):
        return False
    content = operation["responses"]["200"].get("content", {})
    if "text/csv" in content or operation["operationId"].startswith("list_"):
        return True
    schema = content.get("application/json", {}).get("schema", {})
    shown = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    return shown.get("type") == "array" or not {"items", "rows"}.isdisjoint(shown.get("properties", {}))
