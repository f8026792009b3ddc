"""The OpenAPI document of an application, so that clients generated from it have names for everything.

Three things are put otherwise than pydantic puts them. A parameter that may be left out is never null, since
no query can have that; alternatives that are all plain values are one list; and what has no name within a
choice gets one, from its model and field, where generators would count: `ActorPatchNames` instead of `Type0`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from chassis.http.problem_documents import ProblemBody

Schema = dict[str, Any]
_NULL = {"type": "null"}
_REFERENCE = "#/components/schemas/"


def document(app: FastAPI, scopes: Mapping[str, str | None]) -> Schema:
    """The document of `app`, with the scope that each operation needs by its id."""
    found = get_openapi(title=app.title, version=app.version, routes=app.routes)
    schemas: dict[str, Schema] = found["components"]["schemas"]
    _define_problems(schemas)
    for operations in found["paths"].values():
        for operation in operations.values():
            scope = scopes[operation["operationId"]]
            operation["security"] = [{"oauth2": [scope]}] if scope else [{}, {"oauth2": []}]
            for parameter in operation.get("parameters", ()):
                _never_null(parameter)
    for name, schema in list(schemas.items()):
        for field, value in schema.get("properties", {}).items():
            _one_list(value)
            for anonymous, last_name in _anonymous(value):
                own_name = f"{name}{_camel(field)}{last_name}"
                schemas[own_name] = {**anonymous, "title": own_name}
                anonymous.clear()
                anonymous["$ref"] = f"{_REFERENCE}{own_name}"
    return found


def _define_problems(schemas: dict[str, Schema]) -> None:
    """Add the schema of problem documents, which stand under their own media type."""
    schema = ProblemBody.model_json_schema(ref_template=f"{_REFERENCE}{{model}}")
    schemas.update(schema.pop("$defs"))
    schemas["ProblemBody"] = schema
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)


def _never_null(parameter: Schema) -> None:
    schema = parameter.get("schema", {})
    choices = schema.get("anyOf", [])
    if parameter.get("required") or _NULL not in choices:
        return
    rest = [choice for choice in choices if choice != _NULL]
    del schema["anyOf"]
    schema.update(rest[0] if len(rest) == 1 else {"anyOf": rest})


def _one_list(schema: Schema) -> None:
    """Make alternatives that are all values one list of values."""
    choices = schema.get("anyOf", [])
    if len(choices) > 1 and all({"enum", "const"} & choice.keys() for choice in choices):
        del schema["anyOf"]
        schema["type"] = "string"
        schema["enum"] = [value for choice in choices for value in _values(choice)]


def _values(schema: Schema) -> list[Any]:
    return schema["enum"] if "enum" in schema else [schema["const"]]


def _anonymous(schema: Schema) -> Iterator[tuple[Schema, str]]:
    """The schemas without a name within a choice, and what their names end with."""
    for choice in schema.get("anyOf", []):
        items = choice.get("items")
        if isinstance(items, dict) and _needs_name(items):
            yield items, "Item"
        elif _needs_name(choice):
            yield choice, ""


def _needs_name(schema: Schema) -> bool:
    return "enum" in schema or "properties" in schema or "additionalProperties" in schema


def _camel(field: str) -> str:
    return "".join(part.capitalize() for part in field.split("_"))
