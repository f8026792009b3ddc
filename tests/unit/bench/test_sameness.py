"""Where what a floor answers differs from what we answer."""

import pytest

from bench.client import UnexpectedAnswer
from bench.sameness import differences, refuse

OURS = {"id": 1, "practice": None, "indicators": [{"id": 2, "unit": "percent"}]}


def test_equal_documents_differ_nowhere() -> None:
    assert list(differences(OURS, dict(OURS))) == []


def test_a_field_that_only_one_has_is_named_even_when_it_is_null() -> None:
    other = {"id": 1, "indicators": OURS["indicators"], "extra": 1}
    assert list(differences(OURS, other)) == ["/extra", "/practice"]


def test_a_field_within_a_list_is_named_with_its_place() -> None:
    assert list(differences(OURS, OURS | {"indicators": [{"id": 2, "unit": "people"}]})) == [
        "/indicators/0/unit"
    ]


def test_lists_of_different_lengths_differ_as_a_whole() -> None:
    assert list(differences(OURS, OURS | {"indicators": []})) == ["/indicators"]


def test_fields_that_may_differ_are_passed_over_wherever_they_are() -> None:
    assert (
        list(
            differences(
                OURS, {"id": 7, "practice": None, "indicators": [{"id": 8, "unit": "percent"}]}, ["id"]
            )
        )
        == []
    )


def test_a_refusal_names_who_differs_and_the_fields() -> None:
    with pytest.raises(UnexpectedAnswer, match=r"commitments and its floor plain differ in /a, /b"):
        refuse(iter(["/a", "/b"]), "commitments", "plain")
