"""What the gateway serves is current, and means what each service's own document means."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from contracts import generate
from contracts.__main__ import ROOT, SERVED
from gateway.documentation.documents import openapi
from gateway.forwarding.routes import LEDGER, LEDGERS, SERVICE_OF, destination
from tests.contract.published import document
from tests.support.over import over

MERGED = json.loads(generate.served()["openapi.json"])
Pair = tuple[int, int]


def at_gateway(service: str, path: str) -> str | None:
    """Where an operation of a service is at the gateway, if it is there."""
    if path == LEDGER:
        return next(place for place, whose in LEDGERS.items() if whose == service)
    return path if service == "gateway" or destination(path) else None


def means_the_same(one: Any, other: Any, own: Any, seen: set[Pair]) -> bool:
    """Whether two parts of documents are equal but for the names of schemas."""
    if (id(one), id(other)) in seen:
        return True
    seen.add((id(one), id(other)))
    if isinstance(one, dict) and isinstance(other, dict):
        if "$ref" in one and "$ref" in other:
            return means_the_same(target(one, own), target(other, MERGED), own, seen)
        mapped = {"mapping", "operationId", "security"}
        return one.keys() == other.keys() and all(
            name in mapped or is_title(name, one) or means_the_same(one[name], other[name], own, seen)
            for name in one
        )
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(means_the_same(*pair, own, seen) for pair in pairs)
    return bool(one == other)


def is_title(name: str, schema: Any) -> bool:
    """Whether this is the title of a schema, which goes with its name, and no property of that name."""
    return name == "title" and isinstance(schema[name], str)


def target(reference: dict[str, Any], whole: Any) -> Any:
    for part in reference["$ref"].removeprefix("#/").split("/"):
        whole = whole[part]
    return whole


def references(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def test_what_is_in_the_gateways_package_is_what_the_code_gives() -> None:
    assert generate.stale(generate.served(), ROOT / SERVED) == []
    assert openapi() == MERGED


@over("service", [service.name for service in generate.SERVICES])
def test_every_operation_that_partners_reach_is_in_the_one_document_and_means_the_same(service: str) -> None:
    own = document(f"openapi/{service}.json")
    for path, operations in own["paths"].items():
        if place := at_gateway(service, path):
            assert means_the_same(operations, MERGED["paths"][place], own, set()), path
        else:
            assert path.startswith("/health"), path


def test_nothing_is_in_the_one_document_that_no_service_answers() -> None:
    known = {
        at_gateway(service.name, path)
        for service in generate.SERVICES
        for path in document(f"openapi/{service.name}.json")["paths"]
    }
    assert MERGED["paths"].keys() == known - {None}
    assert {path for path in SERVICE_OF if not any(one.startswith(path) for one in MERGED["paths"])} == set()


def test_names_are_unique_and_every_reference_leads_somewhere() -> None:
    ids = Counter(one["operationId"] for group in MERGED["paths"].values() for one in group.values())
    assert max(ids.values()) == 1
    for reference in references(MERGED):
        assert target(reference, MERGED)


def test_every_scope_that_an_operation_needs_is_described() -> None:
    scopes = MERGED["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]
    needed = {
        scope
        for group in MERGED["paths"].values()
        for one in group.values()
        for choice in one["security"]
        for scope in choice.get("oauth2", [])
    }
    assert needed <= scopes.keys()
    assert needed
