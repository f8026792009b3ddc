"""Filters by codes and other texts, and what they give when nothing matches."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import FastAPI

from tests.contract.lists.reading import List, paged

UNMATCHED = ("NOWHERE", "NOWHERE/9", "xx", "13.b")
"""A party or code, a goal, a language, a target: each filter takes the first that has its form."""
BESIDE = {"goal": {"list_commitments": "framework=GCM"}}
"""What a filter needs beside it, by its name and the operation."""
NOT_FILTERS = {"cursor", "q", "sort"}


def of_texts(app: FastAPI) -> Mapping[str, list[str]]:
    """By the id of each operation that gives pages, its filters with a value of their form."""
    found = {}
    for operation, path, _ in paged(app):
        parameters = app.openapi()["paths"][path]["get"]["parameters"]
        names = [_query(one, operation) for one in parameters if _is_filter(one)]
        if names and "q" not in {one["name"] for one in parameters}:
            found[operation] = names
    return found


def _is_filter(parameter: Mapping[str, Any]) -> bool:
    schema = parameter["schema"]
    is_text = schema.get("type") == "string" and not {"enum", "format"} & schema.keys()
    return parameter["in"] == "query" and is_text and parameter["name"] not in NOT_FILTERS


def _query(parameter: Mapping[str, Any], operation: str) -> str:
    name = parameter["name"]
    beside = BESIDE.get(name, {}).get(operation)
    return "&".join(filter(None, [f"{name}={_unmatched(parameter['schema'])}", beside]))


def _unmatched(schema: Mapping[str, Any]) -> str:
    return next(value for value in UNMATCHED if re.search(schema.get("pattern", ""), value))


async def faults(client: httpx.AsyncClient, wanted: List, query: str) -> list[str]:
    """What is wrong with the page of `wanted` with a filter that nothing matches."""
    path = f"{wanted.path}{'&' if '?' in wanted.path else '?'}{query}"
    answer = await client.get(path, headers=wanted.headers)
    if (answer.status_code, "next" in answer.links) != (200, False):
        return [f"{path}: {answer.status_code} {answer.text[:300]}"]
    return [] if answer.json() == {"items": [], "next_cursor": None} else [f"{path}: {answer.text[:300]}"]
