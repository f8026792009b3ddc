"""Uptake: which States are party to an instrument, and how that came about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import NamedTuple

from registry.gaps.rules.facts import Acts, Instrument, State
from registry.gaps.rules.parts import Share, YearEnd
from registry.treaties.rules.participations import CONSENTS, Act
from registry.treaties.rules.status import status_on

LOW_UPTAKE = 0.5
"""Uptake is low when fewer than this share of the States that may take part are party."""


class Change(NamedTuple):
    """From `day` on a State is party by `act`; or no longer party, when that is null."""

    day: date
    act: Act | None


def changes(acts: Sequence[Act], day: date) -> list[Change]:
    """When one State became party and ceased to be, until `day`."""
    if len(acts) == 1:
        [act] = acts
        return [Change(act.effect, act)] if act.action in CONSENTS and act.effect <= day else []
    found: list[Change] = []
    for effect in sorted({act.effect for act in acts if act.effect <= day}):
        consent = _consent(acts, effect)
        if (consent is None) != (not found or found[-1].act is None):
            found.append(Change(effect, consent))
    return found


def _consent(acts: Sequence[Act], day: date) -> Act | None:
    """The act by which a State is party on `day`, if it is."""
    standing = status_on(acts, day)
    if standing.status != "party":
        return None
    consents = sorted((act for act in acts if act.action in CONSENTS), key=lambda act: act.order)
    return next(act for act in consents if act.effect == standing.since)


def changes_by_state(acts: Acts, day: date) -> dict[str, list[Change]]:
    """The `changes` of each State that has ever been party."""
    return {state: found for state, own in acts.items() if (found := changes(own, day))}


def eligible(instrument: Instrument, states: Sequence[State]) -> set[str]:
    """The States that may take part: the members of its grouping, or every State."""
    wanted = instrument.grouping
    return {state.code for state in states if wanted is None or wanted in state.groupings}


def trend(changed: Iterable[Sequence[Change]]) -> list[YearEnd]:
    """How many were party at the end of each year in which that number became another."""
    moves: dict[int, int] = defaultdict(int)
    for one in changed:
        for change in one:
            moves[change.day.year] += -1 if change.act is None else 1
    parties, found = 0, []
    for year in sorted(moves):
        if moves[year]:
            parties += moves[year]
            found.append(YearEnd(year=year, parties=parties))
    return found


Places = Mapping[str | None, AbstractSet[str]]
"""The States of each region or grouping, by their codes."""


def shares(
    places: Places, eligible: AbstractSet[str], parties: AbstractSet[str], lacking: AbstractSet[str]
) -> list[Share]:
    """Uptake in each region or grouping with States that may take part; by code.

    `lacking`: the parties for which nothing shows that they apply the instrument.
    """
    return [
        Share(code=code, eligible=may, parties=len(own & parties), not_implemented=len(own & lacking))
        for code, own in sorted(places.items(), key=lambda place: (place[0] is None, place[0] or ""))
        if (may := len(own & eligible))
    ]


def by_region(states: Sequence[State]) -> Places:
    """The States that are counted in each region."""
    places: dict[str | None, set[str]] = defaultdict(set)
    for state in states:
        places[state.region].add(state.code)
    return places


def by_grouping(states: Sequence[State]) -> Places:
    """The States that belong to each grouping."""
    places: dict[str | None, set[str]] = defaultdict(set)
    for state in states:
        for grouping in state.groupings:
            places[grouping].add(state.code)
    return places
