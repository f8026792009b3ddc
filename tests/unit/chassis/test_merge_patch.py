"""Merge patches: the examples of RFC 7396, and what a typed patch allows, clears and refuses."""

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from chassis.base.pointers import faults
from chassis.problems import InvalidError
from chassis.problems.models import RequestBody
from chassis.resources.merge_patch import MergePatch, merge_patch_of, merged, patched
from chassis.values import Line


class Place(RequestBody):
    """Where."""

    town: Line
    street: Line | None = None


Digits = Annotated[str, StringConstraints(pattern="^[0-9]{13}$")]


class Book(RequestBody):
    """A book."""

    title: Line = Field(examples=["Emma"])
    pages: int = Field(ge=1)
    shelf: Line | None = None
    authors: list[Line] = Field(default=[], max_length=3)
    titles: dict[str, Line] = Field(default={})
    isbn: Annotated[Digits | None, Field(description="ISBN.")] = None
    printed: Place | None = None
    stored: Place


class BookPatch(MergePatch[Book]):
    """Changes to a book."""


class SourcedPatch(MergePatch[Book], required=("title",)):
    """Changes to a book, which name it."""


STORED = Place(town="Nairobi", street="Moi Avenue")
EMMA = Book(title="Emma", pages=474, shelf="A", authors=["Austen"], titles={"fr": "Emma"}, stored=STORED)
PATCH, SOURCED = TypeAdapter(BookPatch), TypeAdapter(SourcedPatch)


def changed(**changes: Any) -> Book:
    return PATCH.validate_python(changes).apply(EMMA)


@pytest.mark.parametrize(
    ("document", "patch", "result"),
    [  # appendix A, as far as both are objects
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_the_examples_of_the_standard(document: Any, patch: Any, result: Any) -> None:
    assert merged(document, patch) == result


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), JSON, max_size=3)


@given(OBJECTS, OBJECTS)
def test_applying_a_patch_again_changes_nothing(document: dict[str, Any], patch: dict[str, Any]) -> None:
    once = merged(document, patch)
    assert merged(once, patch) == once


@given(OBJECTS, OBJECTS)
def test_what_a_patch_does_not_name_stays(document: dict[str, Any], patch: dict[str, Any]) -> None:
    result = merged(document, patch)
    assert {name: result[name] for name in document.keys() - patch.keys()} == {
        name: value for name, value in document.items() if name not in patch
    }


def test_a_patch_changes_what_it_names() -> None:
    assert changed(title="Persuasion", authors=["A", "B"]) == EMMA.model_copy(
        update={"title": "Persuasion", "authors": ["A", "B"]}
    )
    patch = PATCH.validate_python({"title": "Persuasion"})
    assert dict(patch) == {"title": "Persuasion"}
    assert "authors" not in patch


def test_null_clears_what_can_be_absent_and_restores_its_default() -> None:
    book = changed(shelf=None, authors=None, titles=None)
    assert (book.shelf, book.authors, book.titles) == (None, [], {})


def test_maps_and_objects_are_merged() -> None:
    assert changed(titles={"fr": None, "de": "Emma!"}).titles == {"de": "Emma!"}
    assert changed(stored={"street": None}).stored == Place(town="Nairobi")
    assert changed(printed={"town": "London"}).printed == Place(town="London")
    with pytest.raises(InvalidError, match="/printed/town: Field required"):
        changed(printed={"street": "Strand"})
    assert changed(stored={"town": "Mombasa"}).stored == Place(town="Mombasa", street="Moi Avenue")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": None}, ("/title", "must have a value, and cannot be removed by null")),
        ({"stored": {"town": None}}, ("/stored/town", "must have a value, and cannot be removed by null")),
        ({"pages": 0}, ("/pages", "Input should be greater than or equal to 1")),
        ({"colour": "red"}, ("/colour", "Extra inputs are not permitted")),
    ],
)
def test_what_a_patch_cannot_be_is_refused_where_it_stands(changes: Any, fault: tuple[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        PATCH.validate_python(changes)
    assert list(faults(refused.value)) == [fault]


def test_the_result_is_validated_as_a_whole() -> None:
    with pytest.raises(InvalidError) as refused:
        changed(titles={"de": ""})
    assert [error.pointer for error in refused.value.errors] == ["/titles/de"]
    with pytest.raises(InvalidError) as refused:
        patched(EMMA, {"title": None, "pages": None})
    assert [error.pointer for error in refused.value.errors] == ["/title", "/pages"]


def test_a_field_can_be_required_of_every_patch() -> None:
    with pytest.raises(ValidationError) as refused:
        SOURCED.validate_python({"pages": 2})
    assert list(faults(refused.value)) == [("/title", "Field required")]
    assert SOURCED.validate_python({"title": "Emma", "pages": 2}).apply(EMMA).pages == 2


def test_openapi_shows_which_members_may_be_null() -> None:
    schema = PATCH.json_schema()
    assert schema["title"] == "BookPatch"
    assert schema["description"] == "Changes to a book."
    assert "required" not in schema
    assert schema["properties"]["title"]["examples"] == ["Emma"]
    assert "anyOf" not in schema["properties"]["title"]
    assert {"type": "null"} in schema["properties"]["shelf"]["anyOf"]
    assert {"type": "string", "pattern": "^[0-9]{13}$"} in schema["properties"]["isbn"]["anyOf"]
    assert all("default" not in one for one in schema["properties"].values())


def test_a_patch_can_be_made_of_a_model_that_is_known_at_run_time_only() -> None:
    made = TypeAdapter(merge_patch_of(Book, required=["title"]))
    assert made.validate_python({"title": "Emma", "pages": 2}).apply(EMMA).pages == 2
    assert made.json_schema()["title"] == "BookPatch"
    assert made.json_schema()["required"] == ["title"]
