"""Every operation says its name, what it is for, who may use it, and how it fails."""

import re
from collections import Counter
from typing import Any

import pytest

from chassis.http.problem_documents import MEDIA_TYPE
from contracts.generate import SERVICES
from tests.contract.published import document
from tests.support.over import over

VERB_NOUN = re.compile(r"[a-z]+(_[a-z0-9]+)+")
FAILURES = {"401", "403", "404", "409", "413", "422", "503"}
OF_OAUTH = {"issue_token": {"401"}}
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


@every_operation
def test_an_operation_fails_with_problem_documents(operation: dict[str, Any]) -> None:
    responses, other = operation["responses"], OF_OAUTH.get(operation["operationId"], set())
    assert responses.keys() >= FAILURES
    assert {code for code in FAILURES if MEDIA_TYPE not in responses[code]["content"]} == other
