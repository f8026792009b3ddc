"""Making an example from a schema."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import RFC_4122, UUID

import pytest
from pydantic import BaseModel, Field

from chassis.ledger.events import EventData
from contracts.examples import UnfitExampleError, cloud_event, value_of
from contracts.plausible import identifier
from contracts.schemas import schema_of


def example(model: type[BaseModel]) -> Any:
    schema = schema_of(model, "compact.note.taken.v1")
    return value_of(schema, schema)


def test_an_example_that_the_model_gives_is_taken() -> None:
    class Note(BaseModel):
        party: str = Field(examples=["PHL", "MEX"])

    assert example(Note) == {"party": "PHL"}


def test_what_is_plausible_for_the_object_comes_before_what_is_plausible_for_the_field() -> None:
    class GoalPublished(BaseModel):
        code: str
        party: str

    assert example(GoalPublished) == {"code": "5", "party": "KEN"}


def test_else_the_type_decides() -> None:
    class Part(BaseModel):
        some_text: str

    class Note(BaseModel):
        note_id: UUID
        taken_at: datetime
        taken_on: date
        colour: Literal["red", "blue"]
        form: Literal["a"] = Field(alias="fixed")
        pages: int = Field(ge=3)
        weight: float | None
        is_short: bool
        parts: list[Part]

    assert example(Note) == {
        "note_id": str(identifier("note_id")),
        "taken_at": "2027-02-15T09:30:00.250000Z",
        "taken_on": "2027-02-15",
        "colour": "red",
        "fixed": "a",
        "pages": 3,
        "weight": 1,
        "is_short": True,
        "parts": [{"some_text": "some text"}],
    }


def test_an_example_that_the_model_does_not_accept_is_no_example() -> None:
    class NoteTaken(EventData, event_type="compact.note.taken.v1"):
        note_id: UUID
        shelf: str = Field(pattern="^[0-9]+$")

    with pytest.raises(UnfitExampleError, match="shelf"):
        cloud_event("notebook", NoteTaken, schema_of(NoteTaken, "compact.note.taken.v1"))


def test_an_identifier_is_a_uuid_of_version_7_and_the_same_for_the_same_name() -> None:
    one = identifier("note_id")
    assert (one.version, one.variant) == (7, RFC_4122)
    assert one == identifier("note_id")
    assert one != identifier("report_id")
