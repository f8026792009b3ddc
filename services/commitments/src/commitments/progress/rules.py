"""Computed progress: the method `cagr-2`, as pure functions of a series and its target.

The rule compares the growth that was seen with the growth that the target asks for. It reads no clock and
no database; whoever calls it stores the result together with the positions of its inputs.

With `y0` in the base year `t0`, `y` in the latest year `t`, target `yT` in year `tT`, desired direction `d`:

    g = (y/y0)^(1/(t-t0)) - 1        gT = (yT/y0)^(1/(tT-t0)) - 1        R = d*g / |gT|

Source: the ratio of compound annual growth rates (CAGR) with which Eurostat and national statistical offices
assess their SDG indicators. Cut points on R: 0.95, 0.60 and 0; without a target, on d*g: 1.5 %, 0.5 % and
0 % a year.
"""

import math
import sys
from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, field_validator

from commitments.commitments.rules.progress_status import ProgressStatus

METHOD: Literal["cagr-2"] = "cagr-2"
METHOD_VERSION = "1.1"
SDG_BASE_YEAR = 2015
"""The base year to pass for indicators of the 2030 Agenda, which was adopted in 2015."""

Confidence = Literal["normal", "low"]
Year = Annotated[int, Field(ge=1, le=9999)]

_BEST, _WORST = 5.0, -5.0
_SCORES = (_WORST, -2.5, 0.0, 2.5, _BEST)
# The three inner cut points are the method's. The outer two, where the score is full, continue the slope of
# the band beside them, so that the score is continuous and never falls while progress rises.
_RATIO_CUTS = (-0.60, 0.0, 0.60, 0.95, 1.30)
_GROWTH_CUTS = (-0.005, 0.0, 0.005, 0.015, 0.025)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(_Frozen):
    """One value of a series, in the series' unit, for one calendar year. NaN and infinity are refused."""

    year: Year
    value: FiniteFloat


class Target(_Frozen):
    """The value to reach, in the series' unit, and the year to reach it by."""

    year: Year
    value: FiniteFloat


class Series(_Frozen):
    """What is judged: values of one slice by year, the direction that is better, and perhaps a target.

    The base is the earliest point at or after `base_year`; without a `base_year` it is the earliest point.
    """

    points: tuple[Point, ...]
    target: Target | None = None
    direction: Literal[1, -1]
    base_year: int | None = None

    @field_validator("points")
    @classmethod
    def _one_value_a_year_in_order(cls, points: tuple[Point, ...]) -> tuple[Point, ...]:
        if len({point.year for point in points}) != len(points):
            raise ValueError("a series has one value a year")
        return tuple(sorted(points, key=lambda point: point.year))


class ComputedProgress(_Frozen):
    """A computed judgement, with all that is needed to compute it again."""

    status: ProgressStatus
    score: float | None = None
    """Progress from -5 (worst) to +5 (best); none when the series cannot be assessed."""
    ratio: float | None = None
    """R: growth seen over growth required, positive towards what is wanted."""
    growth: float | None = None
    """g: compound growth a year from base to latest point, as a fraction (0.02 is 2 %)."""
    required_growth: float | None = None
    """gT: compound growth a year from base to target, as a fraction."""
    confidence: Confidence = "normal"
    method: Literal["cagr-2"] = METHOD
    method_version: str = METHOD_VERSION
    direction: Literal[1, -1] | None = None
    base: Point | None = None
    latest: Point | None = None
    target: Target | None = None
    reason: str | None = None
    """Why the series could not be assessed, or why confidence in the result is low."""
    parts: tuple[Self, ...] = ()
    """The assessments of the single series that this one averages."""


class _Judgement(NamedTuple):
    score: float
    ratio: float | None = None
    growth: float | None = None
    required_growth: float | None = None
    doubt: str | None = None


def progress_of(series: Series) -> ComputedProgress:
    """Judge one series by `cagr-2`.

    A latest value that meets the target is `achieved`, however it came about: this needs one point, after the
    base year if there is one, and no growth rate. What is known of the base year alone is where measurement
    begins, and no progress. Everything else needs two points of one sign. Where the base or the target is
    zero, the ratio is the linear share of the way done over the share of the time gone, and confidence is
    low.
    """
    points = [p for p in series.points if series.base_year is None or p.year >= series.base_year]
    if not points:
        return _unable(series, None, None, "no value at or after the base year")
    base, latest, target = points[0], points[-1], series.target
    if series.base_year is not None and latest.year <= series.base_year:
        return _unable(series, base, latest, "nothing was observed after the base year")
    if target is not None and _meets(latest, target, series.direction):
        return _judged(series, base, latest, _Judgement(_BEST)).model_copy(update={"status": "achieved"})
    obstacle = _obstacle(base, latest, target)
    if obstacle:
        return _unable(series, base, latest, obstacle)
    if target is None:
        return _judged(series, base, latest, _by_growth(series.direction, base, latest))
    return _judged(series, base, latest, _by_target(series.direction, base, latest, target))


def progress_of_all(series: Sequence[Series]) -> ComputedProgress:
    """Judge several series as one: the mean of their scores, read back through the same bands.

    `achieved` only if every series is. Series that cannot be assessed are left out of the mean, and lower
    the confidence. One series alone keeps its own assessment.
    """
    parts = tuple(progress_of(one) for one in series)
    if len(parts) == 1:
        return parts[0]
    scores = [part.score for part in parts if part.score is not None]
    if not scores:
        reason = "none of the series can be assessed" if parts else "there is no series"
        return ComputedProgress(status="unable_to_assess", confidence="low", reason=reason, parts=parts)
    score = math.fsum(scores) / len(scores)
    achieved = all(part.status == "achieved" for part in parts)
    left_out = len(parts) - len(scores)
    return ComputedProgress(
        status="achieved" if achieved else _status(score),
        score=score,
        confidence="low" if any(part.confidence == "low" for part in parts) else "normal",
        reason=f"{left_out} of {len(parts)} series cannot be assessed" if left_out else None,
        parts=parts,
    )


def _meets(latest: Point, target: Target, direction: int) -> bool:
    return latest.value >= target.value if direction == 1 else latest.value <= target.value


def _obstacle(base: Point, latest: Point, target: Target | None) -> str | None:
    """Why no growth rate can be compared, if so."""
    if base.year == latest.year:
        return "fewer than two points from the base year on"
    values = [base.value, latest.value] + ([target.value] if target else [])
    if min(values) < 0 < max(values):
        return "values of mixed signs have no growth rate"
    if target and target.year <= base.year:
        return "the target year is not after the base year"
    return None


def _by_growth(direction: int, base: Point, latest: Point) -> _Judgement:
    if base.value == 0:
        # As the base goes to zero the growth rate goes to infinity: only its sign is left to judge by.
        change = math.copysign(1.0, latest.value) * direction if latest.value else 0.0
        return _Judgement(_score(change, _GROWTH_CUTS), doubt="a zero base has no growth rate: sign only")
    growth = _compound_growth(base.value, latest.value, latest.year - base.year)
    return _Judgement(_score(growth * _towards(direction, base), _GROWTH_CUTS), growth=growth)


def _by_target(direction: int, base: Point, latest: Point, target: Target) -> _Judgement:
    if base.value == 0 or target.value == 0:
        ratio = _linear_ratio(direction, base, latest, target)
        doubt = "a zero base or target has no growth rate: linear share of the way"
        return _Judgement(_score(ratio, _RATIO_CUTS), ratio, doubt=doubt)
    growth = _compound_growth(base.value, latest.value, latest.year - base.year)
    required = _compound_growth(base.value, target.value, target.year - base.year)
    ratio = _ratio(growth * _towards(direction, base), abs(required))
    return _Judgement(_score(ratio, _RATIO_CUTS), ratio, growth, required)


def _towards(direction: int, base: Point) -> int:
    """Sign of a growth rate that is wanted: among negative values a growing magnitude is a falling value."""
    return direction if base.value > 0 else -direction


def _compound_growth(start: float, end: float, years: int) -> float:
    """Growth a year as a fraction, `(end/start)^(1/years) - 1`; values of one sign, `start` not zero."""
    if end == 0:
        return -1.0
    quotient = end / start
    if sys.float_info.min <= quotient < math.inf:
        logarithm = math.log(quotient)
    else:
        logarithm = math.log(abs(end)) - math.log(abs(start))
    try:
        return math.expm1(logarithm / years)
    except OverflowError:
        return sys.float_info.max


def _linear_ratio(direction: int, base: Point, latest: Point, target: Target) -> float:
    """Share of the way done over share of the time gone; one of base and target is zero."""
    way = _ratio(direction * (latest.value - base.value), abs(target.value - base.value))
    return _ratio(way * (target.year - base.year), float(latest.year - base.year))


def _ratio(numerator: float, denominator: float) -> float:
    """Their quotient, kept finite. A zero denominator (the base was at the target) means full speed away."""
    quotient = numerator / denominator if denominator else math.copysign(math.inf, numerator)
    return max(-sys.float_info.max, min(sys.float_info.max, quotient))


def _score(progress: float, cuts: tuple[float, ...]) -> float:
    """Score from -5 to +5, linear between the cut points: continuous, and never falling as progress rises."""
    if progress <= cuts[0]:
        return _WORST
    for low, high, floor, ceiling in zip(cuts, cuts[1:], _SCORES, _SCORES[1:], strict=False):
        if progress < high:
            value = floor + (progress - low) * (ceiling - floor) / (high - low)
            # Rounding must not lift a value over the cut point that it stays below.
            return min(value, math.nextafter(ceiling, _WORST))
    return _BEST


def _status(score: float) -> ProgressStatus:
    if score >= 2.5:
        return "on_track"
    if score >= 0:
        return "acceleration_needed"
    return "limited" if score >= -2.5 else "deterioration"


def _judged(series: Series, base: Point, latest: Point, judgement: _Judgement) -> ComputedProgress:
    return ComputedProgress(
        status=_status(judgement.score),
        score=judgement.score,
        ratio=judgement.ratio,
        growth=judgement.growth,
        required_growth=judgement.required_growth,
        confidence="low" if judgement.doubt else "normal",
        direction=series.direction,
        base=base,
        latest=latest,
        target=series.target,
        reason=judgement.doubt,
    )


def _unable(series: Series, base: Point | None, latest: Point | None, reason: str) -> ComputedProgress:
    return ComputedProgress(
        status="unable_to_assess",
        confidence="low",
        direction=series.direction,
        base=base,
        latest=latest,
        target=series.target,
        reason=reason,
    )
