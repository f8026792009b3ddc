"""What a commitment must satisfy beyond the form of its fields."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

from commitments.commitments.rules.faults import Fault


class Baseline(Protocol):
    """Where measurement begins, as far as these rules look at it."""

    @property
    def year(self) -> int:
        """A calendar year."""

    @property
    def value(self) -> float | None:
        """What it was then, as its author writes."""


class Target(Protocol):
    """What is to be reached, as far as these rules look at it."""

    @property
    def year(self) -> int:
        """A calendar year."""

    @property
    def value(self) -> float:
        """In the unit of the baseline."""


class Aligned(Protocol):
    """A goal that a commitment serves."""

    @property
    def framework(self) -> str:
        """The framework's code."""

    @property
    def goal(self) -> str:
        """The goal's code."""


class Measured(Protocol):
    """An indicator, as far as these rules look at it."""

    @property
    def code(self) -> str:
        """Its name within the commitment."""

    @property
    def direction(self) -> int:
        """1: more is better; -1: less is better."""

    @property
    def baseline(self) -> Baseline | None:
        """Where measurement begins."""

    @property
    def target(self) -> Target | None:
        """What is to be reached."""

    @property
    def definition(self) -> str | None:
        """The code of the definition by which it counts."""


def indicator_faults(indicators: Sequence[Measured]) -> Iterator[Fault]:
    """Each code is there once; a target lies after its base year, and is not worse than its base."""
    seen = set[str]()
    for place, indicator in enumerate(indicators):
        if indicator.code in seen:
            yield Fault(f"/indicators/{place}/code", f"{indicator.code} is there twice")
        seen.add(indicator.code)
        baseline, target = indicator.baseline, indicator.target
        if baseline and target and target.year <= baseline.year:
            detail = f"the target year must be after the base year {baseline.year}"
            yield Fault(f"/indicators/{place}/target/year", detail)
        began = baseline.value if baseline else None
        if target and is_against(indicator.direction, began, target.value):
            wrong = "below" if indicator.direction == 1 else "above"
            yield Fault(
                f"/indicators/{place}/target", f"the target must not be {wrong} the baseline ({began})"
            )


def definition_faults(indicators: Sequence[Measured], known: Collection[str]) -> Iterator[Fault]:
    """The definition by which an indicator counts is among the `known` ones."""
    for place, indicator in enumerate(indicators):
        if indicator.definition is not None and indicator.definition not in known:
            yield Fault(f"/indicators/{place}/definition", f"there is no definition {indicator.definition}")


def is_against(direction: int, baseline: float | None, target: float) -> bool:
    """Whether who reaches `target` has gone from `baseline` in the direction that is not wanted."""
    return baseline is not None and (target < baseline if direction == 1 else target > baseline)


def alignment_faults(alignments: Sequence[Aligned], known: Collection[tuple[str, str]]) -> Iterator[Fault]:
    """Each goal is in its framework (`known` holds both codes), and is named once."""
    seen = set[tuple[str, str]]()
    for place, alignment in enumerate(alignments):
        goal = (alignment.framework, alignment.goal)
        if goal not in known:
            detail = f"{alignment.framework} has no goal {alignment.goal}"
            yield Fault(f"/alignments/{place}/goal", detail)
        elif goal in seen:
            yield Fault(f"/alignments/{place}/goal", f"goal {alignment.goal} is there twice")
        seen.add(goal)


def period_faults(starts_on: date | None, ends_on: date | None) -> Iterator[Fault]:
    """What begins ends on the same day or later."""
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        yield Fault("/ends_on", f"must not be before it begins ({starts_on})")


def all_parties(lead: str, parties: Iterable[str]) -> list[str]:
    """The parties of a commitment: the lead first, then the others, each once."""
    return [lead, *sorted(set(parties) - {lead})]


def party_faults(lead: str, parties: Sequence[str], form: str, known: Collection[str]) -> Iterator[Fault]:
    """All parties are registered; a joint commitment has several, and only a joint one."""
    if lead not in known:
        yield Fault("/party", f"{lead} is not a registered party")
    for place, party in enumerate(parties):
        if party not in known and party != lead:
            yield Fault(f"/parties/{place}", f"{party} is not a registered party")
    others = set(parties) - {lead}
    if form == "joint" and not others:
        yield Fault("/parties", "a joint commitment has parties beside the lead")
    if form != "joint" and others:
        yield Fault("/form", "a commitment of several parties is a joint one")
