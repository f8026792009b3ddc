"""The type of each field and each parameter is one that takes a value for what it is, or refuses it."""

from collections.abc import Iterator
from datetime import date, datetime
from math import isfinite
from typing import Any

from pydantic import ValidationError

from contracts.generate import SERVICES
from tests.contract.hostile import STRINGS, UNSEEN, VALUES
from tests.contract.operations import Field, Operation, models_in, operations
from tests.support.over import over

LONGEST = 20_000
QUESTION = ("q",)
"""What is searched for may be whatever somebody has pasted; it is compared, and not kept."""
ALL = {f"{one.service} {one.method} {one.path}": one for service in SERVICES for one in operations(service)}


@over("operation", ALL)
def test_a_field_takes_a_value_for_what_it_is_or_refuses_it(operation: Operation) -> None:
    wrong = [
        f"{field.path}: {value!r:.60} becomes {taken!r:.60}"
        for field in operation.fields
        for value, taken in _taken(field, VALUES)
        if not _is_same(value, taken)
    ]
    assert wrong == []


@over("operation", ALL)
def test_a_parameter_takes_a_text_for_what_it_is_or_refuses_it(operation: Operation) -> None:
    wrong = [
        f"{field.path}: {value!r:.60} becomes {taken!r:.60}"
        for field in operation.parameters
        if field.place != "header" and field.path != QUESTION
        for value, taken in _taken(field, STRINGS)
        if not _is_same_text(value, taken)
    ]
    assert wrong == []


@over("operation", [one for one in ALL.values() if one.body])
def test_bodies_are_strict_and_closed_at_every_depth(operation: Operation) -> None:
    assert operation.body is not None
    lax = {
        model.__name__
        for model in models_in(operation.body)
        if not model.model_config.get("strict") or model.model_config.get("extra") != "forbid"
    }
    assert lax == set()


def test_most_of_what_the_services_take_is_looked_at() -> None:
    assert len(ALL) > 100
    assert sum(len(one.fields) for one in ALL.values()) > 300
    assert sum(len(one.parameters) for one in ALL.values()) > 300


def _taken(field: Field, values: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    for value in values:
        try:
            yield value, field.validate(value)
        except ValidationError:
            continue


def _is_same(value: Any, taken: Any) -> bool:
    """Whether `value` of a body is what it was `taken` for."""
    match taken:
        case None | bool():
            return taken is value
        case int():
            return type(value) is int and value == taken and abs(taken) < 2**31
        case float():
            return type(value) in {int, float} and isfinite(taken) and float(value) == taken
        case list() | dict():
            return type(taken) is type(value) and taken in ([], {})
    return isinstance(value, str) and _is_same_text(value, taken)


def _is_same_text(value: str, taken: Any) -> bool:
    match taken:
        case datetime():
            return (
                "T" in value and value[-1] in "Z0" and 1900 <= taken.year <= 2199 and taken.tzinfo is not None
            )
        case date():
            return taken.isoformat() == value and 1900 <= taken.year <= 2199
        case bool():
            return value == str(taken).lower()
        case int():
            return value == str(taken) and abs(taken) < 2**31
        case str():
            return len(taken) <= LONGEST and UNSEEN.isdisjoint(taken) and taken in {value, value.strip()}
    return str(taken) == value
