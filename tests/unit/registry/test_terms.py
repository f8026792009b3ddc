"""When an actor belongs to a grouping, and what newer words and lists do to that."""

from datetime import date

from registry.actors.rules.terms import (
    Term,
    clash,
    code_of,
    from_list,
    left_out,
    listing_begins,
    listing_ends,
)

OLD, DAY, NEW = date(2023, 1, 1), date(2025, 1, 1), date(2026, 1, 1)


def term(since: date | None = None, until: date | None = None, as_of: date = DAY) -> Term:
    return Term(code_of("AU", "KEN", since), "AU", "KEN", since, until, "a source", as_of)


def test_a_code_has_the_day_when_somebody_has_said_since_when() -> None:
    assert code_of("AU", "KEN", None) == "AU.KEN"
    assert code_of("AU", "KEN", date(1963, 12, 13)) == "AU.KEN.1963-12-13"


def test_the_day_of_the_end_is_the_first_without_it() -> None:
    assert term(OLD, NEW).holds_on(OLD)
    assert term(OLD, NEW).holds_on(date(2025, 12, 31))
    assert not term(OLD, NEW).holds_on(NEW)
    assert term().holds_on(NEW)


def test_terms_that_meet_do_not_overlap() -> None:
    assert not term(OLD, DAY).overlaps(term(DAY))
    assert not term(None, DAY).overlaps(term(DAY, NEW))


def test_terms_that_share_a_day_overlap() -> None:
    assert term(OLD, date(2025, 1, 2)).overlaps(term(DAY))
    assert term().overlaps(term(DAY, NEW))


def test_what_was_undone_on_the_day_overlaps_with_nothing() -> None:
    assert not term(DAY, DAY).overlaps(term())


def test_a_term_clashes_with_others_and_not_with_itself() -> None:
    assert clash(term(OLD, DAY), [term(OLD)]) is None
    assert clash(term(DAY), [term(OLD)]) == term(OLD)


def test_what_is_listed_anew_begins_as_of_the_listing() -> None:
    assert listing_begins(DAY, NEW, []) == (DAY, None)


def test_what_is_listed_anew_reaches_into_no_other_term() -> None:
    later = date(2027, 1, 1)
    assert listing_begins(OLD, NEW, [term(None, DAY), term(later)]) == (DAY, later)


def test_what_is_listed_no_longer_ends_as_of_the_listing_and_never_before_it_began() -> None:
    assert listing_ends(NEW, term(DAY)) == NEW
    assert listing_ends(OLD, term(DAY)) == DAY
    assert listing_ends(OLD, term()) == OLD


def test_a_list_tells_who_was_not_known() -> None:
    assert from_list(term(), []) == (term(), ())


def test_a_list_without_days_adds_nothing_to_who_has_said_since_when() -> None:
    assert from_list(term(as_of=NEW), [term(OLD)]) == (None, ())


def test_a_list_with_days_replaces_an_earlier_word_without() -> None:
    assert from_list(term(OLD, as_of=NEW), [term()]) == (term(OLD, as_of=NEW), [term()])


def test_an_older_list_does_not_count() -> None:
    assert from_list(term(as_of=OLD), [term(None, DAY, as_of=DAY)]) == (None, ())


def test_who_left_and_is_in_the_list_again_is_so_as_of_the_list() -> None:
    again, replaced = from_list(term(as_of=NEW), [term(None, DAY)])
    assert again == term(NEW, as_of=NEW)
    assert not replaced


def test_whom_a_complete_list_leaves_out_has_left() -> None:
    left = left_out(term(), NEW, "a list")
    assert left is not None
    assert (left.valid_until, left.source, left.as_of) == (NEW, "a list", NEW)


def test_a_list_says_nothing_of_what_is_known_since() -> None:
    assert left_out(term(as_of=NEW), DAY, "a list") is None
    assert left_out(term(None, OLD), NEW, "a list") is None
