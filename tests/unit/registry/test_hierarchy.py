"""Nobody stands above itself, by whatever way."""

from registry.catalogue.rules.hierarchy import cycle


def test_a_step_up_makes_no_cycle() -> None:
    assert cycle({"KEN": {"AU"}}, "MIN", "KEN") is None


def test_nobody_stands_above_itself() -> None:
    assert cycle({}, "AU", "AU") == ["AU", "AU"]


def test_a_cycle_is_told_by_its_shortest_chain() -> None:
    above = {"B": {"C", "D"}, "C": {"D"}, "D": {"A"}}
    assert cycle(above, "A", "B") == ["A", "B", "D", "A"]


def test_ways_that_meet_again_are_no_cycle() -> None:
    assert cycle({"KEN": {"EAC", "IGAD"}, "EAC": {"AU"}, "IGAD": {"AU"}}, "AU", "UN") is None
