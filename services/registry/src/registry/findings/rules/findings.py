"""Findings about norms under pressure: where one stands, and what can be done with it. Pure decisions.

Each step is a fact of its own with its own time; where a finding stands follows from them.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from registry.catalogue.rules.days import years_before

FindingKind = Literal["withdrawal", "late_reservation", "repealed_measure", "worsening_indicator", "reported"]
FindingStatus = Literal["raised", "dismissed", "open", "replied", "closed"]
FINDING_KINDS: tuple[str, ...] = get_args(FindingKind)

RECENT_YEARS = 2
"""What happened longer ago when it is recorded is history, and raises nothing: a list of thirty years of
participations would otherwise put every State on the next agenda. Two years are one round of reporting,
within which lists of depositaries and national gazettes are read at least once."""

BY_MANDATE = frozenset({"secretariat", "coordination_member", "assessor", "un_entity"})
"""Roles that report findings by their mandate; everyone else has to be accredited."""


class Evidence(BaseModel):
    """A record on which a finding rests."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    source: str
    href: str


class Report(BaseModel):
    """What somebody reports."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    state: str
    title: str
    text: str
    instrument: str | None
    themes: tuple[str, ...]
    goals: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    happened_on: date | None


class Finding(BaseModel):
    """A finding, with all that has happened to it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    code: str
    kind: FindingKind
    state: str
    title: str
    text: str
    instrument: str | None
    themes: tuple[str, ...]
    goals: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    happened_on: date | None
    record: str | None
    """What raised it; null when somebody reported it."""
    occasion: str
    """Which time, of a record that can raise several one after the other."""
    reported_by: str | None
    """The opaque id of the client who reported it."""
    raised_at: datetime
    published_at: datetime | None = None
    opened_on: date | None = None
    dismissed_at: datetime | None = None
    dismissed_reason: str | None = None
    reply: str | None = None
    replied_at: datetime | None = None
    closed_at: datetime | None = None
    closed_reason: str | None = None

    @property
    def status(self) -> FindingStatus:
        """Where it stands."""
        if self.dismissed_at is not None:
            return "dismissed"
        if self.closed_at is not None:
            return "closed"
        if self.replied_at is not None:
            return "replied"
        return "raised" if self.published_at is None else "open"


def is_recent(day: date, recorded_on: date) -> bool:
    """Whether what happened on `day` is news when it is recorded; see `RECENT_YEARS`."""
    return day >= years_before(recorded_on, RECENT_YEARS)


def needs_accreditation(roles: Collection[str]) -> bool:
    """Whether somebody with these roles reports findings only while accredited."""
    return BY_MANDATE.isdisjoint(roles)


def code_of(year: int, number: int) -> str:
    """By what a finding is known: `F-2027-0014`. Four digits keep the order of codes that of numbers."""
    return f"F-{year}-{number:04d}"
