"""What holds for every gap analysis, whatever is recorded."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.gaps.rules.facts import Facts, Measure
from registry.gaps.rules.instruments import instrument_parts
from registry.gaps.rules.marks import touched_instruments, touched_themes
from registry.gaps.rules.parts import InstrumentPart, ThemePart
from registry.gaps.rules.themes import Tree, theme_parts
from registry.gaps.rules.uptake import changes_by_state
from registry.treaties.rules.participations import Act
from registry.treaties.rules.status import status_on
from tests.property.registry.gap_facts import DAY, STATES, changes, measure, worlds


def instruments(facts: Facts) -> dict[str, InstrumentPart]:
    return {part.code: part for part in instrument_parts(facts, {one.code for one in facts.instruments})}


def themes(facts: Facts) -> dict[str, ThemePart]:
    return {part.code: part for part in theme_parts(facts, {one.code for one in facts.themes})}


@settings(max_examples=300)
@given(worlds(), st.data())
def test_what_no_change_marks_is_as_it_was(facts: Facts, data: st.DataObject) -> None:
    changed = data.draw(changes(facts))
    tree = Tree(changed.facts.themes)
    after = changed.facts
    touched = touched_themes(tree, changed.marks)
    before_themes, after_themes = themes(facts), themes(after)
    assert all(after_themes[code] == before_themes[code] for code in after_themes.keys() - touched)
    touched = touched_instruments(tree, after.instruments, changed.marks)
    before_parts, after_parts = instruments(facts), instruments(after)
    assert all(after_parts[code] == before_parts[code] for code in after_parts.keys() - touched)


@given(worlds())
def test_a_part_computed_alone_is_the_same_as_among_all(facts: Facts) -> None:
    assert [next(instrument_parts(facts, {code})) for code in instruments(facts)] == list(
        instruments(facts).values()
    )
    assert [next(theme_parts(facts, {code})) for code in themes(facts)] == list(themes(facts).values())


@given(worlds())
def test_the_regions_add_up_to_the_whole(facts: Facts) -> None:
    for part in instruments(facts).values():
        if part.uptake == "known":
            assert sum(one.eligible for one in part.by_region) == part.eligible
            assert sum(one.parties for one in part.by_region) == part.parties == len(part.states)
            assert sum(one.not_implemented for one in part.by_region) == part.not_implemented


@given(worlds())
def test_the_trend_ends_with_the_parties_of_the_day(facts: Facts) -> None:
    for part in instruments(facts).values():
        if part.uptake == "known":
            last = part.trend[-1].parties if part.trend else 0
            assert last == part.parties
            assert all(0 <= one.parties <= part.eligible for one in part.trend)


@given(worlds())
def test_who_is_party_is_who_stands_as_party(facts: Facts) -> None:
    for acts in facts.acts.values():
        changed = changes_by_state(acts, DAY)
        for state, own in acts.items():
            is_party = bool(changed.get(state)) and changed[state][-1].act is not None
            assert is_party == (status_on(own, DAY).status == "party")


@given(worlds(), st.sampled_from(STATES))
def test_one_more_consent_never_lowers_uptake(facts: Facts, state: str) -> None:
    before = instruments(facts)
    new = Act("new", "accession", DAY)
    acts = {code: {**own, state: [*own.get(state, []), new]} for code, own in facts.acts.items()}
    for code, part in instruments(replace(facts, acts=acts)).items():
        assert (part.parties or 0) >= (before[code].parties or 0)
        assert not (part.low and not before[code].low)


@given(worlds(), measure)
def test_one_more_measure_never_adds_to_what_is_not_implemented(facts: Facts, new: Measure) -> None:
    before = instruments(facts)
    with_measure = replace(facts, measures=[*facts.measures, new])
    for code, part in instruments(with_measure).items():
        assert (part.not_implemented or 0) <= (before[code].not_implemented or 0)


@given(worlds())
def test_one_instrument_less_never_covers_a_theme(facts: Facts) -> None:
    before = themes(facts)
    for code, part in themes(replace(facts, instruments=facts.instruments[1:])).items():
        assert part.uncovered >= before[code].uncovered


@given(worlds())
def test_unknown_uptake_is_never_zero(facts: Facts) -> None:
    held = {one.code: one.participations_as_of is not None for one in facts.instruments}
    for code, part in instruments(facts).items():
        assert (part.parties is not None) == held[code] == (part.uptake == "known")
        assert held[code] or not part.low
