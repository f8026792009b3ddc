"""Which observations an indicator takes, and what is then covered."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.commitments.rules.coverage import NOT_MEASURED, Coverage
from commitments.observations.models import ObservationContent
from commitments.observations.rules import TOTAL, canonical, covered, observation_faults

DIMENSIONS = {"sex": ["female", "male"], "age": ["15-24", "25+"]}


def observation(**changes: Any) -> ObservationContent:
    facts = {"year": 2024, "value": 1.5, "source_type": "census"}
    return ObservationContent.model_validate({**facts, **changes})


def faults(*observations: ObservationContent) -> list[tuple[str, str]]:
    return [tuple(fault) for fault in observation_faults(observations, DIMENSIONS, 2026)]  # type: ignore[misc]


def test_a_slice_is_one_of_the_indicators() -> None:
    good = observation(slice={"sex": "female"})
    no_value = observation(slice={"sex": "other", "age": "15-24"})
    no_dimension = observation(slice={"region": "north"})
    assert faults(good, no_value, no_dimension) == [
        ("/observations/1/slice/sex", "sex is one of female, male"),
        ("/observations/2/slice/region", "the indicator has no dimension region"),
    ]


def test_a_year_that_has_not_begun_was_not_observed() -> None:
    assert not faults(observation(year=2026))
    assert faults(observation(year=2027)) == [("/observations/0/year", "2027 has not begun")]


def test_a_year_and_slice_is_given_once() -> None:
    first = observation(slice={"sex": "female", "age": "25+"})
    same = observation(slice={"age": "25+", "sex": "female"}, value=2)
    other_year = observation(slice={"age": "25+", "sex": "female"}, year=2023)
    assert [pointer for pointer, _ in faults(first, other_year, same)] == ["/observations/2"]


@given(st.dictionaries(st.sampled_from(["sex", "age", "migratory_status"]), st.text(max_size=5)))
def test_a_slice_has_one_canonical_form(slice_: dict[str, str]) -> None:
    assert canonical(slice_) == canonical(dict(reversed(slice_.items())))
    assert (canonical(slice_) == TOTAL) == (not slice_)


def test_coverage_counts_values_and_not_their_revisions() -> None:
    first = covered(NOT_MEASURED, [(2020, "{}", 1), (2021, '{"sex":"female"}', 1)])
    assert first == Coverage(points=2, latest_year=2021, by_sex=True, by_age=False)
    second = covered(first, [(2020, "{}", 2), (2019, '{"age":"25+"}', 1)])
    assert second == Coverage(points=3, latest_year=2021, by_sex=True, by_age=True)


def test_nothing_recorded_covers_nothing() -> None:
    assert covered(NOT_MEASURED, []) == NOT_MEASURED


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, True, "1"])
def test_a_value_is_a_finite_number(value: object) -> None:
    with pytest.raises(ValueError, match="value"):
        observation(value=value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_value_reads_back_as_it_was_sent_whatever_its_digits(value: float) -> None:
    kept = observation(value=json.loads(json.dumps(value)))
    assert json.loads(kept.model_dump_json())["value"] == value


def test_a_value_with_more_digits_than_a_double_is_rounded_to_the_nearest() -> None:
    assert observation(value=json.loads("0.30000000000000004441")).value == 0.1 + 0.2
