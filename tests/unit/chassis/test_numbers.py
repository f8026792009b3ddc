"""Whole numbers of bodies, as JSON has them."""

from typing import Annotated

import pytest
from pydantic import Field, ValidationError

from chassis.problems.models import RequestBody
from chassis.values import INTEGER


class Sized(RequestBody):
    size: Annotated[int, Field(ge=1, le=9), INTEGER]


@pytest.mark.parametrize("written", ["5", "5.0", "5e0", "0.5e1"])
def test_a_number_without_a_fraction_is_whole_however_it_is_written(written: str) -> None:
    assert Sized.model_validate_json(f'{{"size": {written}}}').size == 5


@pytest.mark.parametrize("written", ["5.5", '"5"', "true", "0.0", "1e9", "NaN", "Infinity"])
def test_nothing_else_is_a_whole_number_within_bounds(written: str) -> None:
    with pytest.raises(ValidationError):
        Sized.model_validate_json(f'{{"size": {written}}}')


def test_the_bounds_are_in_the_schema() -> None:
    schema = Sized.model_json_schema()["properties"]["size"]
    assert (schema["type"], schema["minimum"], schema["maximum"]) == ("integer", 1, 9)
