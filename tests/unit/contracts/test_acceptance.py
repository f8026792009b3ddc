"""Whether what is written for one schema is accepted by a reader of another."""

from typing import Any

import pytest

from contracts.acceptance import Refusal, refusals

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
WHOLE = {"type": "integer"}
NOTHING = {"type": "null"}
CODE = {"type": "string", "pattern": "^[A-Z]{3}$"}


def record(*required: str, closed: bool = False, **fields: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": fields, "required": list(required)}
    return {**schema, "additionalProperties": False} if closed else schema


def either(*schemas: Any) -> dict[str, Any]:
    return {"anyOf": list(schemas)}


def by_language(schema: Any, pattern: str = "^[a-z]{2}$") -> dict[str, Any]:
    return {"type": "object", "patternProperties": {pattern: schema}}


def words(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


@pytest.mark.parametrize(
    ("sent", "accepted"),
    [
        (TEXT, TEXT),
        (TEXT, {}),
        (TEXT, either(TEXT, NOTHING)),
        (WHOLE, NUMBER),
        (words("a"), words("a", "b")),
        ({"type": "string", "const": "a"}, words("a", "b")),
        (words("a", "b"), TEXT),
        ({"type": "string", "maxLength": 5}, {"type": "string", "maxLength": 9}),
        ({"type": "integer", "minimum": 2}, {"type": "integer", "minimum": 1}),
        (CODE, TEXT),
        ({**TEXT, "description": "Told in other words."}, {**TEXT, "title": "Name", "examples": ["x"]}),
        (record("a", a=TEXT), record(a=TEXT)),
        (record("a", a=TEXT), record("a", a=either(TEXT, NOTHING))),
        ({"type": "array", "items": WHOLE}, {"type": "array", "items": NUMBER}),
        (
            {"type": "object", "additionalProperties": WHOLE},
            {"type": "object", "additionalProperties": NUMBER},
        ),
        (record("a", a=TEXT, closed=True), {"type": "object", "additionalProperties": TEXT}),
        (by_language(TEXT), by_language(either(TEXT, NOTHING))),
    ],
)
def test_what_is_no_more_than_a_reader_expects_is_accepted(sent: Any, accepted: Any) -> None:
    assert refusals(sent, accepted, tolerant=False) == []


@pytest.mark.parametrize(
    ("sent", "accepted", "pointer", "fact"),
    [
        (TEXT, NUMBER, "", "may be string"),
        (by_language(either(TEXT, NOTHING)), by_language(TEXT), "/*", "may be null"),
        (
            by_language(TEXT, "^[a-z]*$"),
            by_language(TEXT),
            "",
            'may break patternProperties "^[a-z]{2}$"',
        ),
        (NUMBER, WHOLE, "", "may be number"),
        ({}, TEXT, "", "may be anything"),
        (either(TEXT, NOTHING), TEXT, "", "may be null"),
        (words("a", "c"), words("a", "b"), "", 'may be "c"'),
        (TEXT, words("a"), "", "may be any string"),
        ({"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 5}, "", "may break maxLength 5"),
        (WHOLE, {"type": "integer", "minimum": 1}, "", "may break minimum 1"),
        (TEXT, CODE, "", 'may break pattern "^[A-Z]{3}$"'),
        (TEXT, {"type": "string", "format": "uuid"}, "", 'may break format "uuid"'),
        ({"type": "array"}, {"type": "array", "uniqueItems": True}, "", "may break uniqueItems true"),
        (record(a=TEXT), record("a", a=TEXT), "/a", "may be absent"),
        (record("a", a=WHOLE), record("a", a=TEXT), "/a", "may be integer"),
        (
            {"type": "array", "items": TEXT},
            {"type": "array", "items": CODE},
            "/*",
            'may break pattern "^[A-Z]{3}$"',
        ),
        ({"type": "array"}, {"type": "array", "items": TEXT}, "/*", "may be anything"),
        (
            {"type": "object", "additionalProperties": TEXT},
            {"type": "object", "additionalProperties": NUMBER},
            "/*",
            "may be string",
        ),
        ({"type": "object"}, record(closed=True), "", "may have any other fields"),
    ],
)
def test_what_a_reader_does_not_expect_is_told(sent: Any, accepted: Any, pointer: str, fact: str) -> None:
    assert refusals(sent, accepted, tolerant=False) == [Refusal(pointer, fact)]


def test_a_strict_reader_refuses_a_field_that_it_does_not_know() -> None:
    sent, accepted = record("a", a=TEXT, closed=True), record(closed=True)
    assert refusals(sent, accepted, tolerant=False) == [Refusal("/a", "may be there")]


def test_a_tolerant_reader_ignores_a_field_that_it_does_not_know() -> None:
    assert refusals(record("a", "b", a=TEXT, b=TEXT), record("a", a=TEXT), tolerant=True) == []


def test_a_tolerant_reader_misses_even_an_optional_field_that_it_knows() -> None:
    assert refusals(record("a", a=TEXT), record("a", a=TEXT, b=TEXT), tolerant=True) == [
        Refusal("/b", "is gone")
    ]


def test_a_field_that_is_gone_is_told_once() -> None:
    assert refusals(record("a", a=TEXT), record("a", "b", a=TEXT, b=TEXT), tolerant=True) == [
        Refusal("/b", "is gone")
    ]


def test_references_are_followed_in_each_document() -> None:
    sent = {**record("a", a={"$ref": "#/$defs/Part"}), "$defs": {"Part": record("b", b=WHOLE)}}
    accepted = {**record("a", a={"$ref": "#/$defs/Piece"}), "$defs": {"Piece": record("b", b=TEXT)}}
    assert refusals(sent, accepted, tolerant=False) == [Refusal("/a/b", "may be integer")]


def test_the_alternative_that_comes_nearest_says_what_is_wrong() -> None:
    sent, accepted = either(record("a", a=WHOLE), NOTHING), either(record("a", a=TEXT), NOTHING)
    assert refusals(sent, accepted, tolerant=False) == [Refusal("/a", "may be integer")]


def test_a_condition_beside_alternatives_holds_for_each_of_them() -> None:
    limited = {**either(TEXT, {"type": "array", "items": TEXT}), "maxLength": 3}
    assert Refusal("", "may break maxLength 3") in refusals(TEXT, limited, tolerant=False)


def test_a_schema_that_contains_itself_is_compared_to_its_end() -> None:
    def tree(leaf: Any) -> dict[str, Any]:
        node = record("name", name=leaf, children={"type": "array", "items": {"$ref": "#/$defs/Node"}})
        return {"$ref": "#/$defs/Node", "$defs": {"Node": node}}

    assert refusals(tree(TEXT), tree(TEXT), tolerant=False) == []
    assert refusals(tree(WHOLE), tree(TEXT), tolerant=False) == [Refusal("/name", "may be integer")]
