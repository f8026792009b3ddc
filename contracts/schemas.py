"""JSON Schemas (2020-12) of what is published, from the pydantic models that publish it."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from chassis.ledger.events import schema_path

DIALECT = "https://json-schema.org/draft/2020-12/schema"

ANNOTATIONS = {"$defs", "$id", "$schema", "title", "description", "examples", "default", "deprecated"}
"""Keywords that describe, and neither allow nor forbid anything."""

Schema = dict[str, Any]


def schema_of(model: type[BaseModel], event_type: str) -> Schema:
    """The closed schema of what `model` writes as the data of events of that type.

    A field with a default is not required: it came later, and the earlier events of the ledger lack it.
    """
    schema = model.model_json_schema(mode="serialization")
    return {"$schema": DIALECT, "$id": schema_path(event_type), **_closed(schema)}


def _closed(schema: Any) -> Any:
    """`schema` with every object limited to its fields: a model writes nothing else."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(part) for name, part in schema.items()}
    if closed.get("type") == "object" and "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed


def resolve(schema: Schema, document: Schema) -> Schema:
    """`schema`, or what it refers to within `document`, with the conditions beside the reference."""
    while "$ref" in schema:
        beside = {name: schema[name] for name in schema.keys() - ANNOTATIONS - {"$ref"}}
        target: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        schema = {**target, **beside} if beside else target
    return schema


@dataclass(frozen=True, slots=True)
class Node:
    """A schema, and the document that its references point into."""

    schema: Schema
    document: Schema

    def to(self, schema: Schema | bool) -> "Node":
        """Another schema of the same document; `true` is the one without conditions."""
        return Node(resolve(schema if isinstance(schema, dict) else {}, self.document), self.document)

    def alternatives(self) -> list["Node"]:
        """The schemas of which a value fulfils one, each with the conditions that all of them share."""
        for keyword in ("anyOf", "oneOf"):
            if keyword in self.schema:
                shared = {name: self.schema[name] for name in self.schema.keys() - ANNOTATIONS - {keyword}}
                parts = [self.to(part) for part in self.schema[keyword]]
                joined = [part.to({**part.schema, **shared}) if shared else part for part in parts]
                return [leaf for part in joined for leaf in part.alternatives()]
        return [self]

    @property
    def type(self) -> str | None:
        """The type that a value has; `None` for any."""
        named: str | None = self.schema.get("type")
        return named

    @property
    def values(self) -> list[Any] | None:
        """The values to which it is limited, if it is."""
        limited: list[Any] | None = self.schema.get("enum")
        return [self.schema["const"]] if "const" in self.schema else limited

    @property
    def fields(self) -> Schema:
        """The schema of each field."""
        fields: Schema = self.schema.get("properties", {})
        return fields

    @property
    def required(self) -> set[str]:
        """The fields that are always there."""
        return set(self.schema.get("required", ()))

    @property
    def others(self) -> Schema | bool:
        """What fields without a name of their own may be; `False` when there are none."""
        others: Schema | bool = self.schema.get("additionalProperties", True)
        return others
