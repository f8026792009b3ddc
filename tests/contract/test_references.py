"""Every field that names something else stands in the table of references."""

from contracts.generate import SERVICES
from tests.contract.references import (
    NAMES,
    REFERENCES,
    declared,
    fields,
    looks_like_a_reference,
    references,
)

WRITING = {service.name: service for service in SERVICES if service.publishes}
FIELDS = [one for service in WRITING.values() for one in fields(service)]


def test_what_looks_like_a_reference_is_declared_as_one_or_as_none() -> None:
    undeclared = {
        f"{one.operation.name}: {one.place}"
        for one in FIELDS
        if looks_like_a_reference(one.field) and not declared(REFERENCES, one) and not declared(NAMES, one)
    }
    assert undeclared == set()
    assert sum(looks_like_a_reference(one.field) for one in FIELDS) > 80


def test_the_table_has_no_field_that_there_is_not() -> None:
    assert REFERENCES.keys() == NAMES.keys() == WRITING.keys()
    for table in (REFERENCES, NAMES):
        used = {(one.operation.service, declared(table, one)) for one in FIELDS}
        assert {(service, key) for service, keys in table.items() for key in keys} <= used


def test_there_are_references_in_every_service() -> None:
    found = {name: len(list(references(service))) for name, service in WRITING.items()}
    assert all(found.values())
    assert sum(found.values()) > 70
