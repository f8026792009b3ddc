"""What may change in an operation within v1: responses gain fields, requests lose demands."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from contracts.compatibility import Operation, openapi_breaks

Change = Callable[[dict[str, Any], dict[str, Any]], object]
"""Changes the operation `POST /v1/notes`, or the schemas that it refers to."""

TEXT = {"type": "string"}
BEFORE: dict[str, Any] = {
    "paths": {
        "/v1/notes": {
            "post": {
                "operationId": "create_note",
                "security": [{"oauth2": ["notes:write"]}],
                "parameters": [
                    {"in": "query", "name": "notify", "schema": {"type": "boolean"}},
                    {"in": "query", "name": "sort", "schema": {"type": "string", "enum": ["text", "time"]}},
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewNote"}}}
                },
                "responses": {
                    "201": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}
                    },
                    "422": {"content": {"application/problem+json": {}}},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "NewNote": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text"],
                "properties": {
                    "text": {**TEXT, "maxLength": 100},
                    "kind": {"type": "string", "enum": ["a", "b"]},
                },
            },
            "Note": {
                "type": "object",
                "required": ["id", "text", "status"],
                "properties": {
                    "id": TEXT,
                    "text": TEXT,
                    "status": {"type": "string", "enum": ["new", "read"]},
                },
            },
        }
    },
}


def breaks(change: Change) -> list[str]:
    after = deepcopy(BEFORE)
    change(after["paths"]["/v1/notes"]["post"], after["components"]["schemas"])
    return [fault for _, fault in openapi_breaks(BEFORE, after)]


def test_nothing_breaks_when_nothing_changes() -> None:
    assert list(openapi_breaks(BEFORE, deepcopy(BEFORE))) == []


def test_an_operation_may_be_added() -> None:
    after = deepcopy(BEFORE)
    after["paths"]["/v1/notes"]["get"] = {"operationId": "list_notes", "responses": {}}
    assert list(openapi_breaks(BEFORE, after)) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda _, known: known["Note"]["properties"].update(by=TEXT), id="a response gains a field"
        ),
        pytest.param(lambda _, known: known["Note"]["required"].append("by"), id="a field is always there"),
        pytest.param(
            lambda _, known: known["Note"]["properties"]["status"].update(enum=["new"]),
            id="a value is never sent",
        ),
        pytest.param(
            lambda _, known: known["NewNote"]["properties"].update(to=TEXT), id="a field may be sent"
        ),
        pytest.param(lambda _, known: known["NewNote"].update(required=[]), id="a field need not be sent"),
        pytest.param(
            lambda _, known: known["NewNote"]["properties"]["kind"]["enum"].append("c"),
            id="a value may be sent",
        ),
        pytest.param(
            lambda _, known: known["NewNote"]["properties"]["text"].update(maxLength=200),
            id="a limit is raised",
        ),
        pytest.param(
            lambda post, _: post["parameters"].append({"in": "query", "name": "lang", "schema": TEXT}),
            id="a parameter may be sent",
        ),
        pytest.param(lambda post, _: post.update(security=[{"oauth2": []}]), id="no scope is needed"),
        pytest.param(lambda post, _: post["responses"].pop("422"), id="an error never happens"),
        pytest.param(lambda post, _: post.update(summary="Take a note"), id="it is described otherwise"),
    ],
)
def test_a_change_that_no_client_notices_is_no_break(change: Change) -> None:
    assert breaks(change) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda post, _: post.update(operationId="add_note"), "the operationId create_note is add_note now"),
        (
            lambda post, _: post.update(security=[{"oauth2": ["notes:write", "notes:read"]}]),
            "the scopes {'oauth2': ['notes:write']} are no longer enough",
        ),
        (lambda post, _: post["parameters"].pop(0), "the query parameter notify is gone"),
        (
            lambda post, _: post["parameters"][0].update(required=True),
            "the query parameter notify is required now",
        ),
        (
            lambda post, _: post["parameters"].append(
                {"in": "header", "name": "If-Match", "required": True, "schema": TEXT}
            ),
            "the header parameter If-Match is required now",
        ),
        (
            lambda post, _: post["parameters"][1].update(schema={"type": "string", "enum": ["time"]}),
            'the query parameter sort may be "text" by what was released, which is refused now',
        ),
        (lambda post, _: post["requestBody"].update(required=True), "a request body is required now"),
        (
            lambda post, _: post["requestBody"].update(content={"text/csv": {}}),
            "a request body of application/json is no longer accepted",
        ),
        (
            lambda _, known: known["NewNote"]["required"].append("kind"),
            "the request's /kind may be absent by what was released, which is refused now",
        ),
        (
            lambda _, known: known["NewNote"]["properties"].pop("kind"),
            "the request's /kind may be there by what was released, which is refused now",
        ),
        (
            lambda _, known: known["NewNote"]["properties"]["kind"].update(enum=["a"]),
            'the request\'s /kind may be "b" by what was released, which is refused now',
        ),
        (
            lambda _, known: known["NewNote"]["properties"]["text"].update(maxLength=10),
            "the request's /text may break maxLength 10 by what was released, which is refused now",
        ),
        (
            lambda _, known: known["Note"]["properties"].pop("text"),
            "the response's /text is gone, which clients do not expect",
        ),
        (
            lambda _, known: known["Note"].update(required=["id", "status"]),
            "the response's /text may be absent, which clients do not expect",
        ),
        (
            lambda _, known: known["Note"]["properties"].update(id={"type": "integer"}),
            "the response's /id may be integer, which clients do not expect",
        ),
        (
            lambda _, known: known["Note"]["properties"]["status"]["enum"].append("lost"),
            'the response\'s /status may be "lost", which clients do not expect',
        ),
        (
            lambda post, _: post["responses"].update({"202": post["responses"].pop("201")}),
            "the response 201 is gone",
        ),
        (
            lambda post, _: post["responses"]["201"].update(content={"text/csv": {}}),
            "the response 201 is no longer application/json",
        ),
    ],
)
def test_a_change_that_a_client_notices_is_a_break(change: Change, fault: str) -> None:
    assert breaks(change) == [f"POST /v1/notes: {fault}"]


def test_an_operation_must_stay() -> None:
    assert list(openapi_breaks(BEFORE, {"paths": {}})) == [("POST /v1/notes", "POST /v1/notes is gone")]


def test_a_parameter_was_never_null_whatever_its_schema_allowed() -> None:
    released = {"anyOf": [TEXT, {"type": "null"}]}
    before, after = (
        Operation({"parameters": [{"in": "query", "name": "cursor", "schema": schema}]}, {})
        for schema in (released, TEXT)
    )
    assert before.parameters() == after.parameters()
