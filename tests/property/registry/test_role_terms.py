"""Whatever terms are said in whatever order: what is accepted never overlaps, and never grows less."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from registry.roles.rules import Term, overlaps

START = date(2020, 1, 1)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """A term among few actors, roles and days, so that many overlap."""
    actor = draw(st.sampled_from(["KEN", "UGA"]))
    role = draw(st.sampled_from(["chair", "focal_point"]))
    since, length = draw(st.integers(0, 9)), draw(st.integers(1, 5) | st.none())
    return Term(
        code=f"GCM.{role}.{actor}.{since}",
        actor=actor,
        role=role,
        body="GCM",
        since=START + timedelta(days=since),
        until=None if length is None else START + timedelta(days=since + length),
    )


def accepted(said: list[Term], stored: list[Term]) -> list[Term]:
    """What stands after `said` came to what is `stored`."""
    refused = overlaps(said, stored)
    standing = {term.code: term for term in stored}
    standing.update({term.code: term for term in said if term.code not in refused})
    return list(standing.values())


SAID = st.lists(terms(), max_size=8, unique_by=lambda term: term.code)


@given(SAID, SAID)
def test_what_stands_never_overlaps(first: list[Term], second: list[Term]) -> None:
    standing = accepted(second, accepted(first, []))
    assert not any(one.excludes(other) for one, other in combinations(standing, 2))


@given(SAID)
def test_what_stands_can_be_said_again(said: list[Term]) -> None:
    standing = accepted(said, [])
    assert overlaps(standing, standing) == {}
