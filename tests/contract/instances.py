"""Any value that a published schema allows, for property tests."""

from datetime import UTC
from typing import Any

from hypothesis import strategies as st

from chassis.clock import rfc3339
from contracts.schemas import Schema, resolve

_TEXTS: dict[str | None, st.SearchStrategy[str]] = {
    None: st.text(max_size=6),
    "uuid": st.uuids().map(str),
    "date-time": st.datetimes(timezones=st.just(UTC)).map(rfc3339),
}
_PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "null": st.none(),
}


def instances(schema: Schema, document: Schema) -> st.SearchStrategy[Any]:
    """Values of `schema`, whose references point into `document`."""
    schema = resolve(schema, document)
    for choices in ("anyOf", "oneOf"):
        if choices in schema:
            return st.one_of([instances(part, document) for part in schema[choices]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        return _objects(schema, document)
    if kind == "array":
        return st.lists(instances(schema["items"], document), max_size=2)
    return _TEXTS[schema.get("format")] if kind == "string" else _PLAIN[kind or "null"]


def _objects(schema: Schema, document: Schema) -> st.SearchStrategy[dict[str, Any]]:
    if "properties" not in schema:
        others = schema.get("additionalProperties")
        values = instances(others, document) if isinstance(others, dict) else st.integers() | st.booleans()
        return st.dictionaries(st.text(max_size=6), values, max_size=2)
    fields = {name: instances(part, document) for name, part in schema["properties"].items()}
    always = {name: fields.pop(name) for name in schema.get("required", ())}
    return st.fixed_dictionaries(always, optional=fields)
