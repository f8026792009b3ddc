"""How uptake is counted and put into words."""

from datetime import date

from registry.gaps.rules.facts import Facts, Instrument, State, Theme
from registry.gaps.rules.instruments import instrument_parts
from registry.gaps.rules.parts import InstrumentPart
from registry.gaps.rules.phrases import named, percent
from registry.gaps.rules.uptake import changes
from registry.treaties.rules.participations import Act

DAY = date(2026, 6, 30)
JOINED = Act("1", "ratification", date(2001, 5, 1))
LEFT = Act("2", "withdrawal", date(2010, 5, 1), date(2011, 5, 1))
BACK = Act("3", "accession", date(2020, 5, 1))


def part(grouping: str | None, *acts: tuple[str, Act]) -> InstrumentPart:
    """The part of a treaty on which States `AAA`, a member of `G`, and `BBB` have acted."""
    treaty = Instrument("T", "treaty", "A treaty", ["x"], grouping, date(1990, 1, 1), DAY)
    facts = Facts(
        day=DAY,
        states=[State("AAA", "R", ["G"]), State("BBB", None, [])],
        themes=[Theme("x", "X", None, [])],
        instruments=[treaty],
        acts={"T": {state: [act] for state, act in acts}},
    )
    return next(instrument_parts(facts, {"T"}))


def test_a_state_is_party_until_its_withdrawal_takes_effect() -> None:
    assert [change.day for change in changes([JOINED, LEFT], date(2010, 12, 31))] == [JOINED.date]
    assert [change.act for change in changes([JOINED, LEFT], DAY)] == [JOINED, None]


def test_who_joins_anew_is_party_by_the_new_act() -> None:
    assert [change.act for change in changes([BACK, LEFT, JOINED], DAY)] == [JOINED, None, BACK]


def test_half_of_the_eligible_is_not_low() -> None:
    assert not part(None, ("AAA", JOINED)).low
    assert part(None).low


def test_only_members_of_the_grouping_count() -> None:
    counted = part("G", ("BBB", JOINED))
    assert (counted.parties, counted.eligible) == (0, 1)
    assert [one["state"] for one in counted.other_states] == ["BBB"]


def test_a_state_without_a_region_is_counted_all_the_same() -> None:
    regions = {one.code: one.parties for one in part(None, ("BBB", JOINED)).by_region}
    assert regions == {"R": 0, None: 1}


def test_a_sentence_says_why_and_as_of_when() -> None:
    assert part(None, ("AAA", JOINED)).why == "1 of 2 eligible States is party (50 %), as of 30 June 2026."
    assert part(None).why == "0 of 2 eligible States are party (0 %), as of 30 June 2026: fewer than 50 %."


def test_a_share_is_nothing_or_everything_only_if_it_is() -> None:
    said = [percent(share) for share in (0, 0.001, 0.3005, 0.999, 1)]
    assert said == ["0 %", "less than 1 %", "30 %", "more than 99 %", "100 %"]


def test_three_codes_are_named_and_the_others_counted() -> None:
    assert named(["A", "B", "C"]) == "A, B, C"
    assert named(["A", "B", "C", "D", "E"]) == "A, B, C and 2 more"
