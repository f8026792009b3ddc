"""What holds of `cagr-2` for every series."""

import math
from typing import Literal

from hypothesis import assume, example, given
from hypothesis import strategies as st

from commitments.progress.rules import Point, Series, Target, progress_of, progress_of_all

Direction = Literal[1, -1]
RANK = ["deterioration", "limited", "acceleration_needed", "on_track", "achieved"]

years = st.integers(1990, 2040)
directions: st.SearchStrategy[Direction] = st.sampled_from((1, -1))
finite = st.floats(allow_nan=False, allow_infinity=False)
ordinary = st.floats(0.001, 1e6)


@st.composite
def series(draw: st.DrawFn, values: st.SearchStrategy[float] = finite) -> Series:
    """Any series of such values, with or without a target and a base year."""
    points = draw(st.dictionaries(years, values, max_size=6))
    return Series(
        points=tuple(Point(year=year, value=value) for year, value in points.items()),
        target=draw(st.none() | st.builds(Target, year=years, value=values)),
        direction=draw(directions),
        base_year=draw(st.none() | years),
    )


def mapped(one: Series, factor: float, direction: Direction) -> Series:
    """The series with all its values, and its target's, times a factor."""
    target = one.target and Target(year=one.target.year, value=one.target.value * factor)
    points = tuple(Point(year=point.year, value=point.value * factor) for point in one.points)
    return Series(points=points, target=target, direction=direction, base_year=one.base_year)


@given(series())
@example(
    Series(
        points=(Point(year=2000, value=5e-324), Point(year=2001, value=1.7e308)),
        target=Target(year=2001, value=1.79e308),
        direction=1,
    )
)
def test_any_finite_series_gets_a_status_and_finite_numbers(one: Series) -> None:
    found = progress_of(one)
    assert found.status in {*RANK, "unable_to_assess"}
    assert (found.score is None) == (found.status == "unable_to_assess")
    numbers = (found.score, found.ratio, found.growth, found.required_growth)
    assert all(math.isfinite(number) for number in numbers if number is not None)
    assert found.score is None or -5 <= found.score <= 5


@given(series())
def test_achieved_means_that_the_latest_value_meets_the_target(one: Series) -> None:
    points = [p for p in one.points if one.base_year is None or p.year >= one.base_year]
    met = (
        bool(points)
        and (one.base_year is None or points[-1].year > one.base_year)
        and one.target is not None
        and points[-1].value * one.direction >= one.target.value * one.direction
    )
    assert (progress_of(one).status == "achieved") == met


@given(series(), years, finite)
def test_what_somebody_wrote_of_the_base_year_is_no_progress(
    one: Series, base_year: int, baseline: float
) -> None:
    written = Point(year=base_year, value=baseline)
    before = tuple(point for point in one.points if point.year < base_year)
    found = progress_of(one.model_copy(update={"points": (*before, written), "base_year": base_year}))
    assert (found.status, found.score) == ("unable_to_assess", None)


@given(series(ordinary), st.integers(-20, 20))
def test_the_unit_makes_no_difference(one: Series, power: int) -> None:
    before, after = progress_of(one), progress_of(mapped(one, 2.0**power, one.direction))
    assert (after.status, after.score, after.ratio) == (before.status, before.score, before.ratio)


@given(series())
def test_a_mirrored_series_with_the_other_direction_is_judged_alike(one: Series) -> None:
    other: Direction = -1 if one.direction == 1 else 1
    before, after = progress_of(one), progress_of(mapped(one, -1.0, other))
    assert (after.status, after.score, after.ratio) == (before.status, before.score, before.ratio)


@given(series(ordinary), ordinary, ordinary)
def test_a_better_latest_value_is_never_judged_worse(one: Series, first: float, second: float) -> None:
    assume(len(one.points) >= 2)
    worse, better = sorted((first, second), reverse=one.direction == -1)
    results = []
    for value in (worse, better):
        latest = one.points[-1].model_copy(update={"value": value})
        results.append(progress_of(one.model_copy(update={"points": (*one.points[:-1], latest)})))
    if all(result.score is not None for result in results):
        assert (results[0].score or 0) <= (results[1].score or 0)
        assert RANK.index(results[0].status) <= RANK.index(results[1].status)


@given(st.lists(series(), max_size=5))
def test_a_mean_lies_between_its_parts(several: list[Series]) -> None:
    found = progress_of_all(several)
    scores = [part.score for part in map(progress_of, several) if part.score is not None]
    assert (found.score is None) == (not scores)
    if found.score is not None:
        assert min(scores) - 1e-12 <= found.score <= max(scores) + 1e-12


@given(series())
def test_the_order_of_the_points_makes_no_difference(one: Series) -> None:
    backwards = Series(
        points=one.points[::-1], target=one.target, direction=one.direction, base_year=one.base_year
    )
    assert progress_of(backwards) == progress_of(one)
