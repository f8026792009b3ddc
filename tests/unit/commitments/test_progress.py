"""What `cagr-2` says of a series, case by case."""

import math

import pytest
from pydantic import ValidationError

from commitments.progress.rules import (
    SDG_BASE_YEAR,
    ComputedProgress,
    Point,
    Series,
    Target,
    progress_of,
    progress_of_all,
)


def series(
    values: dict[int, float],
    *,
    target: tuple[int, float] | None = None,
    direction: int = 1,
    base_year: int | None = None,
) -> Series:
    """A series from plain numbers."""
    return Series.model_validate(
        {
            "points": [{"year": year, "value": value} for year, value in values.items()],
            "target": {"year": target[0], "value": target[1]} if target else None,
            "direction": direction,
            "base_year": base_year,
        }
    )


def growing(share_of_required: float, *, direction: int = 1) -> ComputedProgress:
    """A series from 100 in 2015 to a target in 2030, five years on, at a share of the growth required."""
    required = 2.0 ** (direction / 15) - 1
    reached = 100 * (1 + share_of_required * required) ** 5
    return progress_of(
        series({2015: 100, 2020: reached}, target=(2030, 100 * 2.0**direction), direction=direction)
    )


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize(
    ("share", "status"),
    [
        (1.2, "on_track"),
        (0.96, "on_track"),
        (0.94, "acceleration_needed"),
        (0.61, "acceleration_needed"),
        (0.59, "limited"),
        (0.01, "limited"),
        (-0.01, "deterioration"),
    ],
)
def test_the_ratio_to_the_required_growth_decides(share: float, status: str, direction: int) -> None:
    found = growing(share, direction=direction)
    assert found.status == status
    assert found.ratio == pytest.approx(share)
    assert found.confidence == "normal"


@pytest.mark.parametrize(
    ("growth", "status"),
    [
        (0.016, "on_track"),
        (0.014, "acceleration_needed"),
        (0.004, "limited"),
        (0.0, "limited"),
        (-0.001, "deterioration"),
    ],
)
def test_without_a_target_the_growth_rate_decides(growth: float, status: str) -> None:
    found = progress_of(series({2015: 100, 2020: 100 * (1 + growth) ** 5}))
    assert found.status == status
    assert found.growth == pytest.approx(growth)
    assert found.ratio is None


def test_the_growth_rates_are_those_of_the_formula() -> None:
    found = progress_of(series({2015: 80, 2021: 60}, target=(2030, 30), direction=-1))
    growth, required = (60 / 80) ** (1 / 6) - 1, (30 / 80) ** (1 / 15) - 1
    assert found.growth == pytest.approx(growth)
    assert found.required_growth == pytest.approx(required)
    assert found.ratio == pytest.approx(-growth / abs(required))


def test_a_result_holds_what_is_needed_to_compute_it_again() -> None:
    found = progress_of(series({2021: 60, 2015: 80}, target=(2030, 30), direction=-1))
    assert (found.base, found.latest) == (Point(year=2015, value=80), Point(year=2021, value=60))
    assert (found.target, found.direction) == (Target(year=2030, value=30), -1)
    assert (found.method, found.method_version) == ("cagr-2", "1.1")


def test_a_target_that_is_met_is_achieved_even_by_a_single_point() -> None:
    assert progress_of(series({2020: 3}, target=(2030, 3), direction=-1)).status == "achieved"


def test_a_target_that_was_met_and_lost_is_not_achieved() -> None:
    found = progress_of(series({2015: 110, 2018: 105, 2020: 99}, target=(2030, 100)))
    assert found.status == "deterioration"


def test_a_base_past_the_target_does_not_turn_the_sign() -> None:
    worsening = progress_of(series({2015: 2, 2020: 4}, target=(2030, 3), direction=-1))
    assert worsening.status == "deterioration"
    assert worsening.ratio is not None
    assert worsening.ratio < 0


def test_a_base_at_the_target_and_a_worse_latest_value_is_deterioration() -> None:
    found = progress_of(series({2015: 3, 2020: 4}, target=(2030, 3), direction=-1))
    assert (found.status, found.score) == ("deterioration", -5)


def test_a_target_year_that_has_passed_is_judged_by_the_same_rates() -> None:
    found = progress_of(series({2015: 100, 2025: 110}, target=(2020, 120)))
    assert found.status == "limited"


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (series({}), "no value at or after the base year"),
        (series({2010: 1, 2012: 2}, base_year=2015), "no value at or after the base year"),
        (series({2015: 1}), "fewer than two points from the base year on"),
        (series({2010: 1, 2016: 2}, base_year=2015), "fewer than two points from the base year on"),
        (series({2015: -1, 2020: 1}), "values of mixed signs have no growth rate"),
        (
            series({2015: 1, 2020: 2}, target=(2030, -1), direction=-1),
            "values of mixed signs have no growth rate",
        ),
        (series({2015: 1, 2020: 2}, target=(2015, 4)), "the target year is not after the base year"),
    ],
)
def test_what_has_no_growth_rate_is_not_assessed_and_says_why(case: Series, reason: str) -> None:
    found = progress_of(case)
    assert (found.status, found.score, found.reason) == ("unable_to_assess", None, reason)


def test_the_base_is_the_earliest_point_at_or_after_the_base_year() -> None:
    values = {2000: 900.0, 2016: 100.0, 2020: 130.0}
    assert progress_of(series(values)).base == Point(year=2000, value=900)
    assert progress_of(series(values, base_year=SDG_BASE_YEAR)).base == Point(year=2016, value=100)


def test_a_target_of_zero_is_judged_by_the_linear_share_of_the_way() -> None:
    found = progress_of(series({2015: 10, 2020: 5}, target=(2025, 0), direction=-1))
    assert (found.status, found.ratio, found.confidence) == ("on_track", 1.0, "low")
    slower = progress_of(series({2015: 10, 2020: 8}, target=(2025, 0), direction=-1))
    assert (slower.status, slower.ratio) == ("limited", 0.4)


def test_a_base_of_zero_is_judged_by_the_linear_share_of_the_way() -> None:
    found = progress_of(series({2015: 0, 2020: 35}, target=(2025, 100)))
    assert (found.status, found.ratio, found.confidence) == ("acceleration_needed", 0.7, "low")


@pytest.mark.parametrize(
    ("latest", "status"), [(12.0, "deterioration"), (0.0, "limited"), (-12.0, "on_track")]
)
def test_a_base_of_zero_without_a_target_is_judged_by_its_sign(latest: float, status: str) -> None:
    found = progress_of(series({2015: 0, 2020: latest}, direction=-1))
    assert (found.status, found.confidence, found.growth) == (status, "low", None)


def test_a_fall_to_zero_is_full_progress_where_down_is_better() -> None:
    found = progress_of(series({2015: 40, 2020: 0}, direction=-1))
    assert (found.status, found.growth) == ("on_track", -1)


def test_among_negative_values_a_rise_is_an_improvement_where_up_is_better() -> None:
    assert progress_of(series({2015: -10, 2020: -5}, target=(2030, -2.5))).status == "on_track"
    assert progress_of(series({2015: -10, 2020: -20}, target=(2030, -2.5))).status == "deterioration"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_values_that_are_not_finite_are_refused(value: float) -> None:
    with pytest.raises(ValidationError, match="finite"):
        Point(year=2020, value=value)


def test_two_values_for_one_year_are_refused() -> None:
    with pytest.raises(ValidationError, match="one value a year"):
        Series(points=(Point(year=2020, value=1), Point(year=2020, value=2)), direction=1)


@pytest.mark.parametrize(
    ("ratio", "score"),
    [(-0.6, -5), (0, -2.5), (0.3, -1.25), (0.6, 0), (0.95, 2.5), (1.125, 3.75), (1.3, 5), (1.9, 5)],
)
def test_the_score_runs_through_the_cut_points(ratio: float, score: float) -> None:
    found = progress_of(series({2000: 20, 2010: 20 - ratio * 10}, target=(2020, 0), direction=-1))
    assert found.score == pytest.approx(score)


MET = series({2015: 1, 2020: 9}, target=(2030, 8))
STEADY = series({2015: 100, 2020: 100})
UNKNOWN = series({2015: 1})


def test_several_series_are_achieved_only_if_all_are() -> None:
    assert progress_of_all([MET, MET]).status == "achieved"
    mixed = progress_of_all([MET, MET, MET, STEADY])
    assert (mixed.status, mixed.score) == ("on_track", (5 * 3 - 2.5) / 4)


def test_several_series_average_their_scores() -> None:
    assert progress_of_all([MET, STEADY]).status == "acceleration_needed"
    assert [part.status for part in progress_of_all([MET, STEADY]).parts] == ["achieved", "limited"]


def test_a_series_that_cannot_be_assessed_lowers_the_confidence_and_not_the_score() -> None:
    found = progress_of_all([MET, UNKNOWN])
    assert (found.status, found.score, found.confidence) == ("on_track", 5, "low")
    assert found.reason == "1 of 2 series cannot be assessed"


def test_nothing_that_can_be_assessed_is_no_assessment() -> None:
    assert progress_of_all([UNKNOWN, UNKNOWN]).status == "unable_to_assess"
    assert progress_of_all([]).reason == "there is no series"


def test_one_series_alone_keeps_its_own_assessment() -> None:
    assert progress_of_all([MET]) == progress_of(MET)


def test_an_assessment_survives_json() -> None:
    found = progress_of_all([MET, STEADY, UNKNOWN])
    assert ComputedProgress.model_validate_json(found.model_dump_json()) == found
