"""Every step of every service is part of a declared life cycle, and is published with its rules."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.generate import SERVICES
from tests.contract.published import document

OTHERS = {"adopt_practice"}
"""Verbs on one thing that leave its status: they repeat without an effect, and need no version."""
_STEP = re.compile(r".*\}:[a-z-]+")


def verbs() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each operation `POST /v1/<noun>/{id}:<verb>`, with its name."""
    for service in SERVICES:
        for path, item in document(f"openapi/{service.name}.json")["paths"].items():
            if _STEP.fullmatch(path) and "post" in item:
                yield item["post"]["operationId"], item["post"]


def faults(operation: Mapping[str, Any]) -> Iterator[str]:
    """What a step lacks."""
    if not {"412", "428"} <= operation["responses"].keys():
        yield "does not document 412 and 428"
    if not any(one["name"] == "If-Match" for one in operation["parameters"]):
        yield "takes no If-Match"
    if not any(one["name"] == "Idempotency-Key" for one in operation["parameters"]):
        yield "takes no Idempotency-Key"
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    if answer != {"$ref": "#/components/schemas/Receipt"}:
        yield f"answers {answer} and no Receipt"


def test_every_verb_on_one_thing_is_a_step_of_a_life_cycle() -> None:
    undeclared = [name for name, operation in verbs() if "x-life-cycle" not in operation]
    assert sorted(undeclared) == sorted(OTHERS), "declare it in the area's lifecycle.py"


def test_every_step_is_published_with_its_preconditions_and_its_receipt() -> None:
    found = {name: list(faults(operation)) for name, operation in verbs() if "x-life-cycle" in operation}
    assert {name: lacking for name, lacking in found.items() if lacking} == {}


def test_a_body_is_required_where_one_of_its_fields_is() -> None:
    wrong = [
        operation["operationId"]
        for service in SERVICES
        for operation, schema in _bodies_of_steps(document(f"openapi/{service.name}.json"))
        if operation["requestBody"].get("required", False) != bool(schema.get("required"))
    ]
    assert wrong == []


def _bodies_of_steps(published: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for item in published["paths"].values():
        for operation in item.values():
            if "x-life-cycle" in operation and "requestBody" in operation:
                reference = operation["requestBody"]["content"]["application/json"]["schema"]
                name = reference.get("$ref", "").rpartition("/")[2]
                yield operation, published["components"]["schemas"].get(name, reference)
