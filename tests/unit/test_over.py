"""A rule over many things: one test, which names each that breaks it."""

import pytest

from tests.support.over import over


def test_everything_that_breaks_a_rule_is_listed() -> None:
    @over("number", {"one": 1, "two": 2, "four": 4})
    def even_and_small(number: int, most: int) -> None:
        assert number % 2 == 0, "odd"
        assert number <= most, "large"

    with pytest.raises(AssertionError) as refused:
        even_and_small(most=3)
    assert str(refused.value).startswith("2 of 3:\n")
    assert "one: odd" in str(refused.value)
    assert "four: large" in str(refused.value)
    assert "two:" not in str(refused.value)


def test_a_rule_over_nothing_fails() -> None:
    @over("left, right", [])
    def equal(left: int, right: int) -> None:
        assert left == right

    with pytest.raises(AssertionError, match="nothing"):
        equal()
