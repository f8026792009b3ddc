"""How far two clocks are apart, as far as one can tell by asking."""

from hypothesis import given
from hypothesis import strategies as st

from chassis.base.clock import least_offset

moments = st.floats(0, 1000)


def test_an_answer_from_the_time_of_asking_shows_no_difference() -> None:
    assert least_offset(asked=10.0, shown=10.4, answered=11.0) == 0


def test_a_clock_that_is_ahead_was_past_the_answer_when_it_asked() -> None:
    assert least_offset(asked=10.0, shown=7.0, answered=11.0) == 3


def test_a_clock_that_is_behind_has_not_reached_the_answer_when_it_comes() -> None:
    assert least_offset(asked=10.0, shown=15.0, answered=11.0) == -4


@given(asked=moments, way=moments, true_offset=st.floats(-1000, 1000), moment=st.floats(0, 1))
def test_what_is_told_is_never_more_than_what_is_true(
    asked: float, way: float, true_offset: float, moment: float
) -> None:
    shown = asked + way * moment - true_offset
    found = least_offset(asked, shown, asked + way)
    assert abs(found) <= abs(true_offset) + 1e-6
    assert found * true_offset >= 0
