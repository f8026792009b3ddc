"""What of the things that sources say is news, and what it means for memberships."""

from datetime import date

from registry.rules.actors import ActorFacts, Listing, is_news, membership_changes

OLD, NEW = date(2023, 1, 1), date(2026, 1, 1)


def bhutan(as_of: date, *groupings: str, name: str = "Bhutan") -> ActorFacts:
    listings = {code: Listing(source="the United Nations", as_of=as_of) for code in groupings}
    return ActorFacts(code="BTN", kind="state", name=name, source="M49", as_of=as_of, groupings=listings)


def test_what_nobody_knows_is_news() -> None:
    assert is_news(bhutan(OLD), None)


def test_the_same_again_is_no_news() -> None:
    assert not is_news(bhutan(NEW, "LLDC"), bhutan(NEW, "LLDC"))


def test_a_newer_word_is_news() -> None:
    assert is_news(bhutan(NEW), bhutan(OLD))


def test_a_correction_of_the_same_day_is_news() -> None:
    assert is_news(bhutan(NEW), bhutan(NEW, name="Butan"))


def test_an_older_word_never_counts() -> None:
    assert not is_news(bhutan(OLD, name="Butan"), bhutan(NEW))


def test_a_lost_membership_ends_when_its_list_was_complete() -> None:
    reviewed = {"LDC": date(2023, 12, 13)}
    changes = membership_changes(bhutan(NEW, "LLDC"), bhutan(OLD, "LDC", "LLDC"), reviewed)
    assert changes.ended == {"LDC": date(2023, 12, 13)}
    assert list(changes.confirmed) == ["LLDC"]
    assert not changes.begun


def test_without_a_reviewed_list_a_membership_ends_with_the_facts() -> None:
    assert membership_changes(bhutan(NEW), bhutan(OLD, "LDC"), {}).ended == {"LDC": NEW}


def test_the_first_facts_do_not_say_since_when() -> None:
    changes = membership_changes(bhutan(NEW, "LLDC"), None, {})
    assert changes.since(changes.begun["LLDC"]) is None


def test_a_later_membership_begins_with_its_listing() -> None:
    changes = membership_changes(bhutan(NEW, "LLDC"), bhutan(OLD), {})
    assert changes.since(changes.begun["LLDC"]) == NEW
