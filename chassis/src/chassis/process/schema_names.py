"""Names for the parts of an OpenAPI document: a choice between unnamed schemas is badly named in any client.

What a union contains besides plain values becomes a schema of its own, called by what has it, such as
`FactBodyOutcome`. Pure.
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def name_choices(schemas: Schema) -> None:
    """Give every enumeration and object of a choice in `schemas` a name, and join enumerations to one."""
    for owner, schema in list(schemas.items()):
        for field, part in schema.get("properties", {}).items():
            for choice in _choices(part):
                _join_enumerations(choice)
                _name(choice["anyOf"], _called(owner, field), schemas)


def _choices(schema: Schema) -> Iterator[Schema]:
    if "anyOf" in schema:
        yield schema
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from _choices(schema[key])


def _join_enumerations(choice: Schema) -> None:
    """Several enumerations of texts beside each other are one."""
    enumerations = [one for one in choice["anyOf"] if _values(one)]
    if len(enumerations) > 1:
        values = [value for one in enumerations for value in _values(one)]
        rest = [one for one in choice["anyOf"] if not _values(one)]
        choice["anyOf"] = [{"type": "string", "enum": values}, *rest]


def _values(schema: Schema) -> list[str]:
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def _name(parts: list[Schema], name: str, schemas: Schema) -> None:
    for part in parts:
        if isinstance(part.get("items"), dict):
            members = [part["items"]]
            _name(members, f"{name}Item", schemas)
            (part["items"],) = members
    unnamed = [one for one in parts if "enum" in one or one.get("type") == "object"]
    for number, part in enumerate(unnamed, start=1):
        called = name if len(unnamed) == 1 else f"{name}{number}"
        schemas[called] = {**part, "title": called}
        parts[parts.index(part)] = {"$ref": f"#/components/schemas/{called}"}


def _called(owner: str, field: str) -> str:
    return owner + "".join(part.title() for part in field.split("_"))
