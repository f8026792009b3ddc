"""Regional reviews: which were held, which are planned, and which States have had none. Pure decisions.

Regions are those of the regional commissions, each with the States that are counted there, so that a State
counts once although commissions overlap.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

ROUND_YEARS = 4
"""Regional reviews of the Global Compact alternate with the global one, each every four years (A/RES/73/195,
paragraph 50)."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Region(_Frozen):
    """A regional commission."""

    code: str
    name: str


class State(_Frozen):
    """A State, and the region in which it is counted."""

    code: str
    name: str
    region: str | None


class Review(_Frozen):
    """A regional review that was held or is planned, and the States that take part in it."""

    code: str
    title: str
    process: str
    process_name: str
    grouping: str | None
    """The grouping whose members are the process's members."""
    planned_on: date | None
    held_on: date | None
    summary: str | None
    link: str | None
    states: frozenset[str]


class Coverage(_Frozen):
    """What is known of one region's reviews."""

    region: Region
    states: int
    """How many States are counted in the region."""
    held: tuple[Review, ...]
    planned: tuple[Review, ...]
    without_review: tuple[State, ...]
    """States that took part in none of the reviews that were held, in any region."""


def coverage(regions: Sequence[Region], states: Sequence[State], reviews: Iterable[Review]) -> list[Coverage]:
    """Region by region, the reviews among `reviews` and the States that none of the held ones covers."""
    ordered = sorted(
        reviews, key=lambda review: (review.held_on or review.planned_on or date.max, review.code)
    )
    covered = frozenset[str]().union(*(review.states for review in ordered if review.held_on))
    commissions = {region.code for region in regions}
    found = []
    for region in regions:
        own = [state for state in states if state.region == region.code]
        here = [review for review in ordered if _concerns(review, region, own, commissions)]
        found.append(
            Coverage(
                region=region,
                states=len(own),
                held=tuple(review for review in here if review.held_on),
                planned=tuple(review for review in here if not review.held_on),
                without_review=tuple(state for state in own if state.code not in covered),
            )
        )
    return found


def _concerns(review: Review, region: Region, states: Sequence[State], commissions: set[str]) -> bool:
    """Whether a review is one of the region: held by its commission, or by no commission and with its States.

    Commissions have members in other regions, for whom their review is not the region's.
    """
    if review.grouping in commissions:
        return review.grouping == region.code
    return any(state.code in review.states for state in states)
