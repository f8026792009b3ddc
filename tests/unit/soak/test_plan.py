"""The plan of a soak: repeatable by its seed, and fair to every fault."""

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from tests.soak.faults import FAULTS
from tests.soak.plan import Strike, rounds
from tests.soak.testbed import BUSES

SEEDS = st.integers(0, 2**32)


def strikes(seed: int, bus: str, number: int) -> list[list[Strike]]:
    return list(islice(rounds(seed, [fault.kind(bus) for fault in FAULTS.values()]), number))


@given(SEEDS, st.sampled_from(BUSES))
def test_the_same_seed_gives_the_same_plan(seed: int, bus: str) -> None:
    assert strikes(seed, bus, 10) == strikes(seed, bus, 10)


def test_another_seed_gives_another_plan() -> None:
    assert strikes(1, "postgres", 10) != strikes(2, "postgres", 10)


@given(SEEDS)
def test_every_fault_has_had_its_turn_before_one_comes_again(seed: int) -> None:
    played = [strike.fault for one in strikes(seed, "kafka", 3 * len(FAULTS)) for strike in one]
    assert set(played[: len(FAULTS)]) == set(FAULTS) or len(set(played)) == len(FAULTS)


@given(SEEDS)
def test_each_round_has_one_to_three_strikes_in_the_order_of_their_moments(seed: int) -> None:
    for one in strikes(seed, "kafka", 5):
        assert 1 <= len(one) <= 3
        assert [strike.at for strike in one] == sorted(strike.at for strike in one)


def test_without_a_broker_none_is_hit() -> None:
    assert all(strike.target != "broker" for one in strikes(3, "postgres", 50) for strike in one)
