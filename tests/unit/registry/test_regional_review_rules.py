"""Which regions and States have had a regional review."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from registry.processes.rules.regional_reviews import Coverage, Region, Review, State, coverage

ECA, ECE = Region(code="ECA", name="Africa"), Region(code="ECE", name="Europe")
KEN, FRA, GHA = (
    State(code="KEN", name="Kenya", region="ECA"),
    State(code="FRA", name="France", region="ECE"),
    State(code="GHA", name="Ghana", region="ECA"),
)


def review(
    code: str, *states: str, grouping: str | None = "ECA", held: int | None = 2024, planned: int | None = None
) -> Review:
    return Review(
        code=code,
        title=code,
        process="process",
        process_name="Process",
        grouping=grouping,
        planned_on=date(planned, 11, 1) if planned else None,
        held_on=date(held, 11, 1) if held else None,
        summary=None,
        link=None,
        states=frozenset(states),
    )


def by_region(*reviews: Review) -> dict[str, Coverage]:
    found = coverage([ECA, ECE], [FRA, GHA, KEN], reviews)
    return {one.region.code: one for one in found}


def without(one: Coverage) -> list[str]:
    return [state.code for state in one.without_review]


def test_a_commission_s_review_is_its_region_s_and_covers_its_members_elsewhere() -> None:
    found = by_region(review("a", "KEN", "FRA"))
    assert [one.code for one in found["ECA"].held] == ["a"]
    assert found["ECE"].held == ()
    assert without(found["ECA"]) == ["GHA"]
    assert without(found["ECE"]) == []


def test_a_review_of_no_commission_is_that_of_every_region_with_its_states() -> None:
    found = by_region(review("a", "KEN", "FRA", grouping="AU"), review("b", "GHA", grouping=None))
    assert [one.code for one in found["ECA"].held] == ["a", "b"]
    assert [one.code for one in found["ECE"].held] == ["a"]


def test_a_planned_review_is_shown_and_covers_nobody() -> None:
    found = by_region(
        review("later", "KEN", held=None, planned=2028), review("soon", held=None, planned=2027)
    )
    assert [one.code for one in found["ECA"].planned] == ["soon", "later"]
    assert without(found["ECA"]) == ["GHA", "KEN"]


codes = st.sets(st.sampled_from(["KEN", "GHA", "FRA"]))
some_reviews = st.lists(
    st.builds(
        lambda states, grouping, held: review(
            "r", *states, grouping=grouping, held=held, planned=None if held else 2028
        ),
        codes,
        st.sampled_from(["ECA", "ECE", "AU", None]),
        st.sampled_from([2021, 2024, None]),
    ),
    max_size=6,
)


@given(some_reviews, some_reviews)
def test_more_reviews_never_leave_more_states_without_one(some: list[Review], more: list[Review]) -> None:
    fewer, after = by_region(*some), by_region(*some, *more)
    for region in ("ECA", "ECE"):
        assert set(without(after[region])) <= set(without(fewer[region]))
        assert fewer[region].states == after[region].states


@given(some_reviews)
def test_every_state_is_counted_once(reviews: list[Review]) -> None:
    assert sum(one.states for one in by_region(*reviews).values()) == 3
