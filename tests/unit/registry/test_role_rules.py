"""Whose terms in a role may not overlap."""

from datetime import date

from registry.roles.rules import Term, overlaps


def term(actor: str, since: int | None, until: int | None = None, role: str = "chair") -> Term:
    """A term in one body, from the first day of one year until that of another."""
    first, last = (None if year is None else date(year, 1, 1) for year in (since, until))
    return Term(
        code=f"GFMD.{role}.{actor}.{since}", actor=actor, role=role, body="GFMD", since=first, until=last
    )


def test_one_chair_follows_another() -> None:
    assert overlaps([term("KEN", 2026)], [term("UGA", 2024, 2026)]) == {}


def test_two_chairs_at_a_time_are_one_too_many() -> None:
    standing, said = term("UGA", 2024), term("KEN", 2026)
    assert overlaps([said], [standing]) == {said.code: standing}


def test_many_share_a_role_that_is_not_single() -> None:
    assert overlaps([term("ILO", 2026, role="focal_point")], [term("IOM", 2024, role="focal_point")]) == {}


def test_nobody_has_a_role_twice_at_a_time() -> None:
    standing, said = term("IOM", None, role="focal_point"), term("IOM", 2026, role="focal_point")
    assert overlaps([said], [standing]) == {said.code: standing}


def test_of_two_that_are_said_the_later_gives_way() -> None:
    first, second = term("KEN", 2026), term("UGA", 2027)
    assert overlaps([first, second], []) == {second.code: first}


def test_an_end_that_is_said_after_the_next_beginning_makes_room_for_it() -> None:
    standing = term("UGA", 2024)
    ended = standing.model_copy(update={"until": date(2026, 1, 1)})
    assert overlaps([term("KEN", 2026), ended], [standing]) == {}


def test_who_relied_on_an_end_that_is_refused_gives_way_too() -> None:
    standing, other = term("UGA", 2024), term("GHA", 2010, 2012)
    late = standing.model_copy(update={"until": date(2027, 1, 1)})
    said = term("KEN", 2026)
    assert set(overlaps([said, late], [standing, other])) == {said.code, late.code}


def test_a_changed_term_does_not_overlap_itself() -> None:
    standing = term("UGA", 2024)
    assert overlaps([standing.model_copy(update={"until": date(2030, 1, 1)})], [standing]) == {}
