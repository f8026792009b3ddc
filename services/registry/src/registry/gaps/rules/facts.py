"""What a gap analysis is computed from: plain rows of the registry, as of a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from registry.treaties.rules.participations import Act

BINDING_KINDS = frozenset({"treaty", "protocol"})
"""Kinds of instruments that bind States that are party to them."""


class State(NamedTuple):
    """A State, and where it is counted on the day."""

    code: str
    region: str | None
    """Its regional commission: a State is counted in one at most."""
    groupings: Collection[str]


class Theme(NamedTuple):
    """A theme of migration governance."""

    code: str
    name: str
    parent: str | None
    goals: Collection[str]


class Instrument(NamedTuple):
    """A treaty, declaration, resolution or guideline."""

    code: str
    kind: str
    title: str
    themes: Collection[str]
    grouping: str | None
    in_force: date | None
    participations_as_of: date | None

    def binds(self, day: date) -> bool:
        """Whether it binds those who are party to it on `day`."""
        return self.kind in BINDING_KINDS and self.in_force is not None and self.in_force <= day


class Provision(NamedTuple):
    """A part of an instrument that is offered on its own."""

    instrument: str
    code: str
    article: str
    title: str
    applied_by: Sequence[str]


class Agreement(NamedTuple):
    """What a process has agreed."""

    code: str
    title: str
    process: str
    themes: Collection[str]


class Measure(NamedTuple):
    """A law, policy or programme of a State that is in force on the day."""

    code: str
    state: str
    themes: Collection[str]


class Place(NamedTuple):
    """Where something was published in its source's ledger."""

    epoch: str
    sequence: int


class Commitment(NamedTuple):
    """A published commitment, and its newest computed progress."""

    id: str
    reference: str
    parties: Collection[str]
    goals: Collection[str]
    recorded: Place
    progress: str | None
    """The status; null when none has been computed."""
    progress_recorded: Place | None


Acts = Mapping[str, Sequence[Act]]
"""Consents to be bound by an instrument, and withdrawals from it, by State."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All of these that some parts of an analysis rest on."""

    day: date
    states: Sequence[State]
    themes: Sequence[Theme]
    instruments: Sequence[Instrument]
    acts: Mapping[str, Acts] = field(default_factory=dict)
    """By instrument."""
    provisions: Mapping[str, Sequence[Provision]] = field(default_factory=dict)
    """By instrument."""
    agreements: Sequence[Agreement] = ()
    measures: Sequence[Measure] = ()
    commitments: Sequence[Commitment] = ()
