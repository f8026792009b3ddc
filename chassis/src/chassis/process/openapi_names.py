"""Names for what a choice in an OpenAPI document has, so that clients generated from it have them too. Pure.

Alternatives that are all plain values become one list; and what has no name within a choice gets one, from
its model and field, where generators would count: `ActorPatchNames` instead of `Type0`.
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def name_choices(schemas: dict[str, Schema], reference: str) -> None:
    """Give names in `schemas`, to which `reference` and a name refer."""
    for name, schema in list(schemas.items()):
        for field, value in schema.get("properties", {}).items():
            _one_list(value)
            for anonymous, last_name in _anonymous(value):
                own_name = f"{name}{_camel(field)}{last_name}"
                schemas[own_name] = {**anonymous, "title": own_name}
                anonymous.clear()
                anonymous["$ref"] = f"{reference}{own_name}"


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
