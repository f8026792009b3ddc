"""The record that agendas are measured over."""

import pytest

from bench.record import needs_attention, promises

STATES = ["DEU", "KEN", "NAM"]


def test_each_state_makes_the_same_promises() -> None:
    made = promises(STATES, range(20, 40))
    assert len({one.id for one in made} | {one.indicator_id for one in made}) == 2 * 60
    assert {(one.party, one.number) for one in made} == {(s, n) for s in STATES for n in range(20, 40)}


@pytest.mark.parametrize("poor_of", [10, 100])
def test_the_same_part_of_each_state_needs_attention(poor_of: int) -> None:
    for state in STATES:
        own = [one for one in promises(STATES, range(1000)) if one.party == state]
        assert sum(needs_attention(one, poor_of) for one in own) == 1000 / poor_of


def test_what_still_needs_attention_after_progress_did_so_before() -> None:
    made = promises(STATES, range(1000))
    assert all(needs_attention(one, 10) for one in made if needs_attention(one, 100))


def test_one_promise_of_ten_is_not_measured() -> None:
    assert sum(one.is_measured for one in promises(STATES, range(100))) == 270
