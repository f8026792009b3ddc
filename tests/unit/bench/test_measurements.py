"""Medians, ratios, and whether what was measured is as wanted."""

import pytest

from bench.figure import Measurement, at_least, at_most
from bench.load import Load, beside, percentile


def test_with_a_floor_the_ratio_to_it_is_judged() -> None:
    measured = Measurement("reads", 300.0, "/s", 1000.0, at_least(0.4))
    assert measured.ratio == pytest.approx(0.3)
    assert measured.met is False


def test_without_a_floor_the_measured_value_is_judged() -> None:
    assert Measurement("effect", 14.0, "ms", None, at_most(15.0)).met is True


def test_exactly_what_is_wanted_is_enough() -> None:
    assert Measurement("effect", 15.0, "ms", None, at_most(15.0)).met is True
    assert Measurement("reads", 400.0, "/s", 1000.0, at_least(0.4)).met is True


def test_what_is_measured_for_information_is_neither_met_nor_missed() -> None:
    assert Measurement("effect", 15.0, "ms").met is None


def test_a_floor_of_zero_gives_no_ratio() -> None:
    assert Measurement("reads", 1.0, "/s", 0.0).ratio is None


@pytest.mark.parametrize(("part", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_percentiles_are_values_that_were_measured(part: float, expected: float) -> None:
    assert percentile(list(range(100, 0, -1)), part) == expected


def _load(answers: int, *, cpu: float = 0.5) -> Load:
    return Load(seconds=2.0, latencies=[0.01] * answers, cpu=cpu)


def test_a_round_tells_throughput_latency_and_processor_time() -> None:
    numbers = _load(100).numbers()
    assert (numbers["per_second"], numbers["cpu_ms"]) == (50.0, 5.0)
    assert numbers["p50_ms"] == numbers["p99_ms"] == pytest.approx(10.0)


def test_a_disturbed_round_does_not_move_the_medians() -> None:
    ours = [_load(100), _load(3), _load(100)]
    floor = [_load(200), _load(200), _load(7)]
    line = beside("reads", "per_second", "/s", ours, floor, at_least(0.4))
    assert (line.measured, line.floor, line.ratio, line.met) == (50.0, 100.0, 0.5, True)


def test_the_numbers_of_each_round_are_kept_beside_the_floors() -> None:
    line = beside("reads", "per_second", "/s", [_load(100), _load(50)], [_load(200), _load(150)])
    assert [(one["ours"]["answers"], one["floor"]["answers"]) for one in line.rounds] == [
        (100, 200),
        (50, 150),
    ]
