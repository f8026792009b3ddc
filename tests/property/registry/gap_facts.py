"""Small worlds for gap analyses, and changes of them, as hypothesis makes them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from registry.gaps.rules import marks
from registry.gaps.rules.facts import (
    Agreement,
    Commitment,
    Facts,
    Instrument,
    Measure,
    Place,
    Provision,
    State,
    Theme,
)
from registry.gaps.rules.marks import Marks
from registry.treaties.rules.instruments import Action
from registry.treaties.rules.participations import Act

DAY = date(2026, 6, 30)
STATES = ("AAA", "BBB", "CCC", "DDD", "EEE")
THEMES = ("t1", "t2", "t3", "t4")
INSTRUMENTS = ("I1", "I2", "I3")
GOALS = ("GCM/1", "GCM/2", "GCM/3")
PROGRESS = ("on_track", "limited", "deterioration", "unable_to_assess", None)
ACTIONS: tuple[Action, ...] = ("ratification", "accession", "withdrawal")
PLACE = Place("00000000-0000-7000-8000-000000000000", 1)

days = st.integers(-8_000, 400).map(lambda offset: DAY + timedelta(days=offset))
some_themes = st.frozensets(st.sampled_from(THEMES), max_size=3)
some_states = st.frozensets(st.sampled_from(STATES), max_size=3)


def states() -> st.SearchStrategy[list[State]]:
    """All States, each in a region or none."""
    one = st.tuples(st.sampled_from(["R1", "R2", None]), st.frozensets(st.sampled_from(["G1", "G2"])))
    return st.tuples(*(one for _ in STATES)).map(
        lambda places: [State(code, *place) for code, place in zip(STATES, places, strict=True)]
    )


def theme(code: str) -> st.SearchStrategy[Theme]:
    """A theme under another, even under itself."""
    parent = st.sampled_from([*THEMES, None, None])
    return st.builds(Theme, st.just(code), st.just(code), parent, st.frozensets(st.sampled_from(GOALS)))


def instrument(code: str) -> st.SearchStrategy[Instrument]:
    """An instrument, with or without a list of participations."""
    return st.builds(
        Instrument,
        st.just(code),
        st.sampled_from(["treaty", "declaration"]),
        st.just(code),
        some_themes,
        st.sampled_from(["G1", None, None]),
        st.none() | days,
        st.sampled_from([DAY, DAY, None]),
    )


def act() -> st.SearchStrategy[Act]:
    """An act of a State."""
    code = st.integers(0, 999).map(str)
    return st.builds(Act, code, st.sampled_from(ACTIONS), days, st.none() | days)


measure = st.builds(Measure, st.integers(0, 99).map(str), st.sampled_from(STATES), some_themes)
agreement = st.builds(Agreement, st.integers(0, 99).map(str), st.just("title"), st.just("P"), some_themes)


@st.composite
def commitment(draw: st.DrawFn) -> Commitment:
    """A commitment, with computed progress or without."""
    name, progress = str(draw(st.integers(0, 99))), draw(st.sampled_from(PROGRESS))
    goals = draw(st.frozensets(st.sampled_from(GOALS), max_size=2))
    told = None if progress is None else PLACE
    return Commitment(name, f"REF-{name}", draw(some_states), goals, PLACE, progress, told)


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    """The facts of a small world."""
    return Facts(
        day=DAY,
        states=draw(states()),
        themes=[draw(theme(code)) for code in THEMES],
        instruments=[draw(instrument(code)) for code in INSTRUMENTS],
        acts={
            code: draw(st.dictionaries(st.sampled_from(STATES), st.lists(act(), min_size=1, max_size=3)))
            for code in INSTRUMENTS
        },
        provisions={"I1": [Provision("I1", "I1-1", "1", "One", ["BBB"])]},
        agreements=draw(st.lists(agreement, max_size=3)),
        measures=draw(st.lists(measure, max_size=3, unique_by=lambda one: one.code)),
        commitments=draw(st.lists(commitment(), max_size=3, unique_by=lambda one: one.id)),
    )


@dataclass(frozen=True)
class Changed:
    """A world after a change, and what was marked with that."""

    facts: Facts
    marks: Marks


@st.composite
def changes(draw: st.DrawFn, facts: Facts) -> Changed:
    """One change of `facts`."""
    change: Callable[[Any, Facts], Changed] = draw(st.sampled_from(_CHANGES))
    return change(draw, facts)


def _theme_changed(draw: st.DrawFn, facts: Facts) -> Changed:
    before = draw(st.sampled_from(facts.themes))
    after = draw(theme(before.code))
    themes = [after if one == before else one for one in facts.themes]
    noted = [marks.of_theme(one.code, one.parent) for one in (before, after)]
    return Changed(replace(facts, themes=themes), marks.union(noted))


def _instrument_changed(draw: st.DrawFn, facts: Facts) -> Changed:
    before = draw(st.sampled_from(facts.instruments))
    after = draw(instrument(before.code))
    instruments = [after if one == before else one for one in facts.instruments]
    noted = [marks.of_instrument(one.code, one.themes) for one in (before, after)]
    return Changed(replace(facts, instruments=instruments), marks.union(noted))


def _instrument_removed(draw: st.DrawFn, facts: Facts) -> Changed:
    gone = draw(st.sampled_from(facts.instruments))
    rest = [one for one in facts.instruments if one != gone]
    return Changed(replace(facts, instruments=rest), marks.of_instrument(gone.code, gone.themes))


def _act_added(draw: st.DrawFn, facts: Facts) -> Changed:
    code, state, new = draw(st.sampled_from(INSTRUMENTS)), draw(st.sampled_from(STATES)), draw(act())
    own = {**facts.acts[code], state: [*facts.acts[code].get(state, []), new]}
    return Changed(replace(facts, acts={**facts.acts, code: own}), marks.of_instrument_detail(code))


def _agreement_added(draw: st.DrawFn, facts: Facts) -> Changed:
    new = draw(agreement)
    return Changed(replace(facts, agreements=[*facts.agreements, new]), marks.of_agreement(new.themes))


def _measure_added(draw: st.DrawFn, facts: Facts) -> Changed:
    new = draw(measure)._replace(code="new")
    return Changed(replace(facts, measures=[*facts.measures, new]), marks.of_doing(new.themes))


def _commitment_changed(draw: st.DrawFn, facts: Facts) -> Changed:
    new = draw(commitment())
    before = [one for one in facts.commitments if one.id == new.id]
    rest = [one for one in facts.commitments if one.id != new.id]
    goals = {goal for one in (new, *before) for goal in one.goals}
    themes = [one.code for one in facts.themes if goals & set(one.goals)]
    return Changed(replace(facts, commitments=[*rest, new]), marks.of_doing(themes))


_CHANGES: list[Callable[[Any, Facts], Changed]] = [
    _theme_changed,
    _instrument_changed,
    _instrument_removed,
    _act_added,
    _agreement_added,
    _measure_added,
    _commitment_changed,
]
