"""What may change in an event within v1: fields are added, with a default, and nothing else."""

from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field, create_model

from contracts.compatibility import event_breaks
from contracts.schemas import schema_of

TYPE = "compact.note.taken.v1"


def schema(**fields: Any) -> dict[str, Any]:
    """The published schema of an event with these fields, each a type or a type and its default."""
    typed: dict[str, Any] = {
        name: field if isinstance(field, tuple) else (field, ...) for name, field in fields.items()
    }
    return schema_of(create_model("NoteTaken", **typed), TYPE)


class Place(BaseModel):
    """Where."""

    name: str


class NamelessPlace(BaseModel):
    """Where, more or less."""

    country: str


BEFORE = {"version": int, "note_id": str, "text": str, "language": (str, "en"), "place": Place}


def breaks(**changes: Any) -> list[str]:
    """What breaks when these fields of `BEFORE` change; those that are `None` go."""
    after = {name: field for name, field in (BEFORE | changes).items() if field is not None}
    found = list(event_breaks({TYPE: schema(**BEFORE)}, {TYPE: schema(**after)}))
    assert {subject for subject, _ in found} <= {TYPE}
    return [fault for _, fault in found]


def test_nothing_breaks_when_nothing_changes() -> None:
    assert breaks() == []


def test_a_field_with_a_default_may_be_added() -> None:
    assert breaks(source=(str | None, None)) == []


def test_a_new_type_of_event_may_be_added() -> None:
    assert list(event_breaks({}, {TYPE: schema(**BEFORE)})) == []


def test_a_field_may_be_described_otherwise() -> None:
    assert breaks(text=(str, Field(description="What it says.", examples=["Hello"]))) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"text": None}, "/text is gone, which subscribers do not expect"),
        ({"language": None}, "/language is gone, which subscribers do not expect"),
        ({"text": int}, "/text may be integer, which subscribers do not expect"),
        ({"text": str | None}, "/text may be null, which subscribers do not expect"),
        ({"version": float}, "/version may be number, which subscribers do not expect"),
        ({"text": (str, "")}, "/text may be absent, which subscribers do not expect"),
        ({"place": NamelessPlace}, "/place/name is gone, which subscribers do not expect"),
        (
            {"text": Literal["a", "b"]},
            "/text may be any string in earlier events, which the schema forbids now",
        ),
        (
            {"text": (str, Field(max_length=9))},
            "/text may break maxLength 9 in earlier events, which the schema forbids now",
        ),
        ({"source": str}, "/source may be absent in earlier events, which the schema forbids now"),
        ({"language": str}, "/language may be absent in earlier events, which the schema forbids now"),
    ],
)
def test_any_other_change_of_a_field_is_a_break(changes: dict[str, Any], fault: str) -> None:
    assert f"{TYPE}{fault}" in breaks(**changes)


def test_a_type_of_event_must_stay() -> None:
    assert list(event_breaks({TYPE: schema(**BEFORE)}, {})) == [(TYPE, f"{TYPE} is no longer published")]


def test_a_value_may_neither_come_to_a_list_of_values_nor_leave_it() -> None:
    one, two = {TYPE: schema(kind=Literal["a"])}, {TYPE: schema(kind=Literal["a", "b"])}
    assert list(event_breaks(one, two)) == [
        (TYPE, f'{TYPE}/kind may be "b", which subscribers do not expect')
    ]
    assert list(event_breaks(two, one)) == [
        (TYPE, f'{TYPE}/kind may be "b" in earlier events, which the schema forbids now')
    ]
