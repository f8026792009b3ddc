"""Participations for whatever States may do in whatever order it is told."""

from datetime import date, timedelta
from random import Random
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from registry.treaties.rules.instruments import Action
from registry.treaties.rules.participations import Act, obstacles, refused
from registry.treaties.rules.status import status_on

START = date(1990, 1, 1)
actions: st.SearchStrategy[Action] = st.sampled_from(get_args(Action))
days = st.integers(0, 40).map(lambda days: START + timedelta(days))


@st.composite
def _acts(draw: st.DrawFn) -> list[Act]:
    """Acts of one State on one instrument, each on a day and action of its own."""
    keys = draw(st.lists(st.tuples(actions, days), max_size=9, unique=True))
    acts = []
    for action, day in keys:
        later = draw(st.none() | st.integers(0, 9))
        in_force = None if later is None else day + timedelta(later)
        acts.append(Act(f"{action}.{day}", action, day, in_force))
    return acts


def accepted(known: list[Act], said: list[Act]) -> list[Act]:
    return [*known, *(act for act in said if act not in refused(known, said))]


acts = _acts()


@given(acts, st.randoms())
def test_the_order_in_a_file_does_not_matter(said: list[Act], chance: Random) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)
    assert refused([], said) == refused([], shuffled)


@given(acts, acts)
def test_what_is_accepted_fits_and_what_was_known_stays(first: list[Act], second: list[Act]) -> None:
    known = accepted([], first)
    new = [act for act in second if act not in known]
    after = accepted(known, new)
    assert set(known) <= set(after)
    assert list(obstacles(after)) == []


@given(acts, acts)
def test_whatever_is_known_nothing_more_becomes_impossible(known: list[Act], second: list[Act]) -> None:
    new = [act for act in second if act.code not in {one.code for one in known}]
    before = {act for act, _ in obstacles(known)}
    assert {act for act, _ in obstacles(accepted(known, new))} <= before


@given(acts)
def test_what_fits_is_accepted_in_one_go_or_day_by_day(said: list[Act]) -> None:
    together = set(accepted([], said))
    one_by_one: list[Act] = []
    for act in sorted(said, key=lambda act: act.order):
        one_by_one = accepted(one_by_one, [act])
    assert set(one_by_one) == together


@given(acts, days, days)
def test_between_its_days_a_standing_does_not_change(said: list[Act], first: date, second: date) -> None:
    known = accepted([], said)
    earlier, later = sorted((first, second))
    turns = {day for act in known for day in (act.date, act.effect, act.in_force) if day is not None}
    if not any(earlier < day <= later for day in turns):
        assert status_on(known, earlier) == status_on(known, later)


@given(acts, days)
def test_a_standing_tells_what_it_is_made_of(said: list[Act], day: date) -> None:
    known = accepted([], said)
    standing = status_on(known, day)
    assert (standing.since is None) == (standing.status == "none")
    assert standing.since is None or standing.since <= day
    assert standing.status == "party" or not (standing.in_force or standing.is_in_force or standing.until)
    assert standing.until is None or standing.until > day
    assert status_on(list(reversed(known)), day) == standing
