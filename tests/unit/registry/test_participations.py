"""What States can do on instruments, and in which order."""

from datetime import date

import pytest

from registry.catalogue.rules.hierarchy import cycle
from registry.measures.rules import status_fault
from registry.treaties.rules.instruments import Action, too_early
from registry.treaties.rules.participations import (
    Act,
    Terms,
    Uses,
    contradictions,
    fault,
    in_force_fault,
    obstacles,
    refused,
)
from registry.treaties.rules.status import Standing, status_on

TERMS = Terms("treaty", date(1990, 12, 18), date(2003, 7, 1), None, is_state=True, is_eligible=True)


def act(action: Action, year: int, in_force: int | None = None) -> Act:
    """An action of New Year's Day."""
    begins = None if in_force is None else date(in_force, 1, 1)
    return Act(f"{action}.{year}", action, date(year, 1, 1), begins)


def course(*acts: Act) -> list[str]:
    """What cannot be, by code."""
    return [one.code for one, _ in obstacles(acts)]


def test_a_treaty_is_signed_ratified_reserved_objected_to_and_left() -> None:
    acts = [act("signature", 1991), act("ratification", 1995), act("reservation", 1995)]
    assert course(*acts, act("objection", 1997), act("withdrawal", 2001)) == []


def test_a_reservation_can_be_made_at_signature() -> None:
    assert course(act("signature", 1991), act("reservation", 1991)) == []


@pytest.mark.parametrize("action", ["reservation", "reservation_withdrawal", "objection", "withdrawal"])
def test_who_has_neither_signed_nor_joined_has_nothing_to_say(action: Action) -> None:
    assert course(act(action, 1995)) == [f"{action}.1995"]


def test_a_signatory_has_nothing_to_withdraw_from() -> None:
    assert course(act("signature", 1991), act("withdrawal", 1995)) == ["withdrawal.1995"]


def test_a_second_consent_needs_a_withdrawal_between() -> None:
    assert course(act("ratification", 1995), act("accession", 2000)) == ["accession.2000"]
    acts = [act("ratification", 1995), act("withdrawal", 1998), act("accession", 2000)]
    assert course(*acts) == []


def test_a_state_may_leave_and_join_again_on_one_day_with_a_new_reservation() -> None:
    acts = [act("ratification", 1980), act("withdrawal", 1998), act("accession", 1998)]
    assert course(*acts, act("reservation", 1998)) == []


def test_nothing_but_a_new_consent_follows_a_withdrawal() -> None:
    acts = [act("ratification", 1995), act("withdrawal", 1998)]
    for action in ("signature", "reservation", "objection", "withdrawal"):
        assert course(*acts, act(action, 2000)) == [f"{action}.2000"]


def test_nothing_is_left_to_sign_for_who_is_party() -> None:
    assert course(act("accession", 1995), act("signature", 1996)) == ["signature.1996"]


def test_what_is_known_stays_and_what_would_make_it_impossible_is_refused() -> None:
    known, early = [act("ratification", 2000)], act("accession", 1995)
    said = [act("signature", 1991), early, act("objection", 1999)]
    assert refused(known, said) == {
        early: "the ratification of 2000-01-01 could not follow: the State is party by the accession of "
        "1995-01-01: nothing more to consent to without a withdrawal between"
    }


def test_new_actions_that_fit_only_together_are_accepted_together() -> None:
    known = [act("ratification", 2000), act("withdrawal", 2010)]
    assert refused(known, [act("withdrawal", 2003), act("accession", 2006)]) == {}


def test_what_never_fitted_is_no_ground_to_refuse_others() -> None:
    assert refused([act("withdrawal", 1995)], [act("ratification", 2000)]) == {}


@pytest.mark.parametrize(
    ("terms", "done", "field"),
    [
        (TERMS, act("signature", 1990), "date"),
        (TERMS, act("ratification", 2001, 2002), "in_force"),
        (Terms("declaration", None, None, None, True, True), act("ratification", 2001), "action"),
        (Terms("treaty", None, None, None, False, True), act("signature", 2001), "state"),
        (Terms("treaty", None, None, "AU", True, False), act("signature", 2001), "state"),
    ],
)
def test_what_the_instrument_does_not_allow_is_told_with_its_field(
    terms: Terms, done: Act, field: str
) -> None:
    told = fault(terms, "KEN", done)
    assert told is not None
    assert told[0] == field


def test_what_binds_nobody_can_be_endorsed() -> None:
    assert fault(Terms("compact", None, None, None, True, True), "KEN", act("acceptance", 2018)) is None


def test_only_a_succession_reaches_back() -> None:
    assert in_force_fault("succession", date(1993, 9, 1), date(1992, 3, 6)) is None
    assert in_force_fault("accession", date(1993, 9, 1), date(1992, 3, 6)) is not None


def test_a_successor_is_party_from_before_it_said_so() -> None:
    assert status_on([act("succession", 1993, 1992)], date(1992, 6, 1)).status == "party"


def test_consent_and_force_are_told_apart() -> None:
    acts, day = [act("ratification", 1995, 1997)], date(1996, 1, 1)
    expected = Standing("party", date(1995, 1, 1), date(1997, 1, 1), is_in_force=False)
    assert status_on(acts, day) == expected
    assert status_on(acts, date(1997, 1, 1)).is_in_force


def test_where_nobody_has_said_from_when_it_is_from_when_the_instrument_itself_is() -> None:
    acts = [act("ratification", 1995)]
    assert status_on(acts, date(1996, 1, 1)).is_in_force
    assert status_on(acts, date(1996, 1, 1), date(2003, 7, 1)).in_force == date(2003, 7, 1)


def test_who_has_notified_a_withdrawal_is_party_until_it_takes_effect() -> None:
    acts = [act("ratification", 1995), act("withdrawal", 2000, 2001)]
    assert status_on(acts, date(1999, 12, 31)).until is None
    leaving = status_on(acts, date(2000, 6, 1))
    assert (leaving.status, leaving.until) == ("party", date(2001, 1, 1))
    assert status_on(acts, date(2001, 1, 1)) == Standing("withdrawn", date(2001, 1, 1))


def test_who_joins_again_before_a_withdrawal_takes_effect_stays_party() -> None:
    acts = [act("ratification", 1980), act("withdrawal", 1998, 2000), act("accession", 1999)]
    assert [status_on(acts, date(year, 6, 1)).status for year in (1998, 1999, 2000)] == ["party"] * 3
    assert status_on(acts, date(1999, 6, 1)).until is None
    assert status_on(acts, date(2000, 6, 1)).since == date(1999, 1, 1)


def test_reservations_stand_until_they_are_withdrawn_or_the_state_leaves() -> None:
    acts = [act("accession", 1980), act("reservation", 1980), act("reservation_withdrawal", 1990)]
    assert [status_on(acts, date(year, 6, 1)).has_reservations for year in (1985, 1995)] == [True, False]
    assert status_on([*acts, act("reservation", 1990)], date(1995, 1, 1)).has_reservations
    left = [*acts[:2], act("withdrawal", 1985), act("accession", 1988)]
    assert not status_on(left, date(1989, 1, 1)).has_reservations


def test_what_rests_on_an_instrument_holds_its_fields() -> None:
    uses = Uses(date(1995, 1, 1), date(1996, 1, 1), "ratification", "KEN")
    told = contradictions(uses, "declaration", date(1995, 1, 2), date(1996, 1, 2), "EU")
    assert [field for field, _ in told] == ["kind", "adopted", "in_force", "grouping"]
    quiet = Uses(date(1995, 1, 1), None, None, None)
    assert list(contradictions(quiet, "declaration", date(1995, 1, 1), date(1996, 1, 2), None)) == []


def test_a_way_back_through_the_parents_is_found() -> None:
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}}, "a", "b") == ["a", "b", "c", "a"]
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}, "a", "b") is None
    assert cycle({"a": {"b"}}, "a", "b") is None


def test_days_that_nobody_knows_contradict_none() -> None:
    assert too_early(None, date(2000, 1, 1), "adopted") is None
    assert too_early(date(2000, 1, 1), None, "adopted") is None
    assert too_early(date(1999, 1, 1), date(2000, 1, 1), "adopted") is not None


def test_a_repeal_before_the_day_of_effect_means_that_there_was_none() -> None:
    day = date(2001, 1, 1)
    assert status_fault("repealed", day, None, date(2002, 1, 1)) is not None
    assert status_fault("repealed", day, None, None) is None
    assert status_fault("amended", day, date(2000, 1, 1), date(2002, 1, 1)) is None
