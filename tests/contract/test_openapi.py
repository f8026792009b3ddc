"""Every operation says its name, what it is for, who may use it, and how it fails."""

import re
from collections import Counter
from typing import Any

import pytest

from chassis.http.problem_documents import MEDIA_TYPE
from contracts.generate import SERVICES
from gateway.identity.roles import ALL_SCOPES
from tests.contract.published import document
from tests.support.over import over

VERB_NOUN = re.compile(r"[a-z]+(_[a-z0-9]+)+")
OF_OAUTH = {"issue_token": {"400", "401", "429"}}
"""Failures for which RFC 6749, section 5.2, has a form of its own."""


every_operation = over(
    "operation",
    {
        f"{service.name} {method.upper()} {path}": operation
        for service in SERVICES
        for path, item in document(f"openapi/{service.name}.json")["paths"].items()
        for method, operation in item.items()
    },
)


@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_no_two_operations_of_a_service_have_the_same_name(service: str) -> None:
    paths = document(f"openapi/{service}.json")["paths"].values()
    names = Counter(operation["operationId"] for item in paths for operation in item.values())
    assert names
    assert max(names.values()) == 1


@every_operation
def test_an_operation_is_called_by_a_verb_and_a_noun(operation: dict[str, Any]) -> None:
    assert VERB_NOUN.fullmatch(operation["operationId"])


@every_operation
def test_an_operation_has_a_summary_and_a_description(operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert not operation["summary"].endswith(".")
    assert operation["description"].endswith((".", "`"))


@every_operation
def test_an_operation_says_which_scopes_it_needs(operation: dict[str, Any]) -> None:
    assert operation["security"]


def test_each_scope_is_needed_by_an_operation_and_brought_by_a_role() -> None:
    needed = {
        scope
        for service in SERVICES
        for item in document(f"openapi/{service.name}.json")["paths"].values()
        for operation in item.values()
        for scheme in operation["security"]
        for scopes in scheme.values()
        for scope in scopes
    }
    assert needed == ALL_SCOPES


@every_operation
def test_an_operation_fails_with_problem_documents(operation: dict[str, Any]) -> None:
    failures = {code: one for code, one in operation["responses"].items() if code >= "400"}
    other = OF_OAUTH.get(operation["operationId"], set())
    assert "401" in failures
    assert {code for code, one in failures.items() if MEDIA_TYPE not in one["content"]} == other


@every_operation
def test_an_operation_fails_in_every_way_that_what_it_takes_can(operation: dict[str, Any]) -> None:
    """And in no other: what cannot happen is nothing that a client should be prepared for."""
    responses, parameters = operation["responses"].keys(), operation.get("parameters", ())
    has_scope = {} not in operation["security"]
    takes_json = any(kind.endswith("json") for kind in operation.get("requestBody", {}).get("content", ()))
    matches = any(one["name"] == "If-Match" for one in parameters)
    assert ("403" in responses) == has_scope
    assert {"400", "413", "415"} <= responses or not takes_json
    assert ({"412", "428"} <= responses) == matches
    assert "404" in responses or not any(one["in"] == "path" for one in parameters)
    assert "422" in responses or not parameters


@every_operation
def test_a_parameter_is_absent_or_has_a_value_and_a_precondition_is_required(
    operation: dict[str, Any],
) -> None:
    for parameter in operation.get("parameters", ()):
        assert {"type": "null"} not in parameter["schema"].get("anyOf", ()), parameter["name"]
        assert parameter["required"] or parameter["name"] != "If-Match"


@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_a_change_is_a_merge_patch(service: str) -> None:
    for path, item in document(f"openapi/{service}.json")["paths"].items():
        if "patch" in item:
            assert item["patch"]["requestBody"]["content"].keys() == {"application/merge-patch+json"}, path


@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_a_time_has_its_format(service: str) -> None:
    for name, schema in document(f"openapi/{service}.json").get("components", {}).get("schemas", {}).items():
        for field, part in schema.get("properties", {}).items():
            if field.endswith("_at"):
                kinds = [one for one in part.get("anyOf", [part]) if one.get("type") != "null"]
                assert {one.get("format") for one in kinds} <= {"date-time", "date"}, f"{name}.{field}"
