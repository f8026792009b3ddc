"""Instruments by uptake: parties among the States that may take part, and what shows that they apply it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from registry.catalogue.rules.days import spelled_out
from registry.gaps.rules.facts import BINDING_KINDS, Facts, Instrument, Provision, State
from registry.gaps.rules.implementation import NOTHING, WEAK, Doings, Shown
from registry.gaps.rules.parts import InstrumentPart, Offer, Party, Reference, Uptake, href
from registry.gaps.rules.phrases import counted, percent
from registry.gaps.rules.themes import Tree
from registry.gaps.rules.uptake import (
    LOW_UPTAKE,
    Change,
    by_grouping,
    by_region,
    changes_by_state,
    eligible,
    shares,
    trend,
)
from registry.treaties.rules.participations import Act

EVERY_STATE = Reference(noun="actor", code="state", href="/v1/actors?kind=state")


def instrument_parts(facts: Facts, wanted: Collection[str]) -> Iterator[InstrumentPart]:
    """The part of each instrument in `wanted`."""
    count = _Count(facts)
    for instrument in sorted(facts.instruments, key=lambda one: one.code):
        if instrument.code in wanted:
            yield count.part(instrument)


class _Count:
    """What is counted for each instrument, and what all of them have in common."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._doings = Doings(facts, Tree(facts.themes))
        self._regions = by_region(facts.states)
        self._groupings = by_grouping(facts.states)

    def part(self, instrument: Instrument) -> InstrumentPart:
        offers = [_offer(one) for one in self._facts.provisions.get(instrument.code, ())]
        may = eligible(instrument, self._facts.states)
        if instrument.participations_as_of is None:
            return _unknown(instrument, may, offers)
        return self._known(instrument, instrument.participations_as_of, may, offers)

    def _known(
        self, instrument: Instrument, as_of: date, may: AbstractSet[str], offers: list[Offer]
    ) -> InstrumentPart:
        changed = changes_by_state(self._facts.acts.get(instrument.code, {}), self._facts.day)
        everyone = _parties(self._facts.states, changed, self._doings.on(instrument.themes))
        parties = {party["state"]: party for party in everyone if party["state"] in may}
        nothing = {state for state, party in parties.items() if party["implementation"] == NOTHING.level}
        without = {state for state, party in parties.items() if party["implementation"] == WEAK}
        counted_among = (may, parties.keys(), nothing | without)
        return InstrumentPart.model_construct(  # whose hundreds of parts need no check
            **_named(instrument, "known", may, offers),
            parties=len(parties),
            share=round(len(parties) / len(may), 4) if may else None,
            low=len(parties) < LOW_UPTAKE * len(may),
            why=_why(len(parties), len(may), as_of, len(offers)),
            not_implemented=len(nothing) + len(without),
            nothing_recorded=len(nothing),
            commitment_without_progress=len(without),
            why_not_implemented=_why_not_implemented(len(parties), len(nothing), len(without)),
            by_region=shares(self._regions, *counted_among),
            by_grouping=shares(self._groupings, *counted_among),
            trend=trend(found for state, found in changed.items() if state in may),
            states=list(parties.values()),
            other_states=[party for party in everyone if party["state"] not in may],
        )


def _unknown(instrument: Instrument, may: AbstractSet[str], offers: list[Offer]) -> InstrumentPart:
    if instrument.kind in BINDING_KINDS:
        uptake: Uptake = "unknown"
        why = "No list of participations is held, so it is not known here how many States are party."
        lacking = "Not looked at, as it is not known here which States are party."
    else:
        uptake = "not_applicable"
        why = f"States do not become party to a {instrument.kind}."
        lacking = f"Not looked at, as States do not become party to a {instrument.kind}."
    return InstrumentPart(
        **_named(instrument, uptake, may, offers),
        why=why,
        why_not_implemented=lacking,
    )


def _named(
    instrument: Instrument, uptake: Uptake, may: AbstractSet[str], offers: list[Offer]
) -> dict[str, Any]:
    where = EVERY_STATE if instrument.grouping is None else _members(instrument.grouping)
    return {
        "code": instrument.code,
        "title": instrument.title,
        "kind": instrument.kind,
        "uptake": uptake,
        "eligible": len(may),
        "provisions": len(offers),
        "href": href("instrument", instrument.code),
        "themes": sorted(instrument.themes),
        "participations_as_of": instrument.participations_as_of,
        "eligible_are": where,
        "on_offer": offers,
    }


def _members(grouping: str) -> Reference:
    return Reference(noun="grouping", code=grouping, href=f"/v1/groupings/{grouping}/members")


def _parties(
    states: Sequence[State], changed: Mapping[str, Sequence[Change]], shown: Callable[[str], Shown]
) -> list[Party]:
    """The States that are party in the end, by code."""
    return [
        _party(state, act, shown(state.code))
        for state in sorted(states, key=lambda one: one.code)
        if state.code in changed and (act := changed[state.code][-1].act) is not None
    ]


def _party(state: State, act: Act, shown: Shown) -> Party:
    return Party(
        noun="participation",
        code=act.code,
        href=href("participation", act.code),
        state=state.code,
        region=state.region,
        since=act.effect,
        implementation=shown.level,
        records=shown.records,
        record_count=shown.record_count,
    )


def _offer(one: Provision) -> Offer:
    where = href("provision", one.code)
    applied_by = sorted(one.applied_by)
    return Offer(
        noun="provision",
        code=one.code,
        href=where,
        article=one.article,
        title=one.title,
        applied_by=applied_by,
    )


def _why(parties: int, members: int, as_of: date, offers: int) -> str:
    if not members:
        return "No State may take part, as far as is known here."
    sentence = f"{parties} of {counted(members, 'eligible State')} {'is' if parties == 1 else 'are'} party"
    sentence = f"{sentence} ({percent(parties / members)}), as of {spelled_out(as_of)}"
    if parties >= LOW_UPTAKE * members:
        return f"{sentence}."
    sentence = f"{sentence}: fewer than {percent(LOW_UPTAKE)}."
    offered = f"{counted(offers, 'provision is', 'provisions are')} on offer one by one."
    return f"{sentence} {offered}" if offers else sentence


def _why_not_implemented(parties: int, nothing: int, without: int) -> str:
    if not nothing + without:
        return "A measure in force or a commitment with progress is recorded here for every party."
    sentence = (
        f"For {nothing} of {counted(parties, 'party', 'parties')} nothing on its themes is recorded here"
    )
    if without:
        sentence = f"{sentence}, and for {without} only commitments that show no progress yet"
    return f"{sentence}. What they do besides is welcome in this register."
