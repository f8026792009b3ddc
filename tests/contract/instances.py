"""Any value that a published schema allows, for property tests. Days lie in the past: facts are told of."""

from datetime import UTC, date
from typing import Any

from hypothesis import strategies as st

from chassis.base.clock import rfc3339
from contracts.schemas import Schema, resolve

_TEXTS: dict[str | None, st.SearchStrategy[str]] = {
    None: st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6),
    "uuid": st.uuids().map(str),
    "date-time": st.datetimes(timezones=st.just(UTC)).map(rfc3339),
    "date": st.dates(max_value=date(2026, 1, 1)).map(date.isoformat),
}
_PLAIN: dict[str, st.SearchStrategy[Any]] = {
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
    return st.sampled_from(schema["enum"]) if "enum" in schema else _by_type(schema, document)


def _by_type(schema: Schema, document: Schema) -> st.SearchStrategy[Any]:
    match schema.get("type"):
        case "object":
            return _objects(schema, document)
        case "array":
            least = schema.get("minItems", 0)
            return st.lists(instances(schema["items"], document), min_size=least, max_size=least + 2)
        case "integer":
            return st.integers(schema.get("minimum"), schema.get("maximum"))
        case "string":
            return _texts(schema)
    return _PLAIN[schema.get("type", "null")]


def _texts(schema: Schema) -> st.SearchStrategy[str]:
    if "pattern" in schema:
        longest = schema.get("maxLength", 1000)
        fitting = st.from_regex(schema["pattern"].replace("$", r"\Z"), alphabet=st.characters(codec="ascii"))
        return fitting.filter(lambda text: len(text) <= longest)
    if "minLength" in schema:  # of what cannot be blank
        return st.text("abcäß ", min_size=schema["minLength"], max_size=schema["minLength"] + 5).filter(
            lambda text: text == text.strip()
        )
    return _TEXTS[schema.get("format")]


def _objects(schema: Schema, document: Schema) -> st.SearchStrategy[dict[str, Any]]:
    if "patternProperties" in schema:
        [(pattern, values)] = schema["patternProperties"].items()
        names = _texts({"pattern": pattern, **schema.get("propertyNames", {})})
        return st.dictionaries(names, instances(values, document), max_size=2)
    if "properties" not in schema:
        others = schema.get("additionalProperties")
        values = instances(others, document) if isinstance(others, dict) else st.integers() | st.booleans()
        return st.dictionaries(st.text(max_size=6), values, max_size=2)
    fields = {name: instances(part, document) for name, part in schema["properties"].items()}
    always = {name: fields.pop(name) for name in schema.get("required", ())}
    return st.fixed_dictionaries(always, optional=fields)
