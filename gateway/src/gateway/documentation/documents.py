"""The contracts that the gateway serves: OpenAPI, AsyncAPI, the schemas of events, the types of problems."""

import json
from functools import cache
from pathlib import Path
from typing import Any

PUBLISHED = Path(__file__).parent / "published"


@cache
def openapi() -> dict[str, Any]:
    """All operations of the system, as they are at the gateway."""
    return _document("openapi")


@cache
def asyncapi() -> dict[str, Any]:
    """All topics and their messages."""
    return _document("asyncapi")


@cache
def schemas() -> dict[str, Any]:
    """The JSON Schema of the data of each type of event, heartbeats included."""
    return _document("schemas")


@cache
def problems() -> dict[str, Any]:
    """What each type of problem means, by its kind."""
    return _document("problems")


@cache
def collections() -> list[str]:
    """The paths of resources whose list is read without any parameter."""
    return sorted(
        path
        for path, operations in openapi()["paths"].items()
        if path.startswith("/v1/") and path.count("/") == 2 and ":" not in path and _answers(operations)
    )


def _answers(operations: dict[str, Any]) -> bool:
    reading = operations.get("get")
    return reading is not None and not any(one.get("required") for one in reading.get("parameters", ()))


def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))
    return document
