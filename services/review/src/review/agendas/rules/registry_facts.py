"""What the registry knows and a review must talk about: findings, the gap analysis, regional reviews."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from review.agendas.rules.fact import Evidence, Fact


class Reply(Fact):
    """The reply of the State concerned to a finding."""

    text: str
    on: date


class Finding(Fact):
    """A norm that came under pressure in one State, with the State's reply beside it."""

    code: str
    kind: str
    """What happened, such as `withdrawal` or `repealed_measure`."""
    state: str
    title: str
    text: str
    instrument: str | None
    status: str
    """`open`, or `replied` when the State has replied."""
    opened_on: date
    reply: Reply | None
    evidence: Evidence


class UncoveredTheme(Fact):
    """A theme that no treaty or protocol in force covers."""

    kind: Literal["uncovered_theme"] = "uncovered_theme"
    theme: str
    name: str
    why: str
    evidence: Evidence


class LowUptake(Fact):
    """An instrument that few of those who may be party to it are party to."""

    kind: Literal["low_uptake"] = "low_uptake"
    instrument: str
    title: str
    parties: int
    eligible: int
    """States that may be party to it."""
    why: str
    evidence: Evidence


class UnrecordedImplementation(Fact):
    """An instrument with parties of which no implementation is recorded."""

    kind: Literal["not_implemented"] = "not_implemented"
    instrument: str
    title: str
    parties: int
    states: int
    """Parties of which none is recorded."""
    why: str
    evidence: Evidence


Gap = Annotated[UncoveredTheme | LowUptake | UnrecordedImplementation, Field(discriminator="kind")]


class GapCounts(Fact):
    """How many gaps there are, and among how many."""

    themes: int
    themes_uncovered: int
    instruments: int
    low_uptake: int
    uptake_unknown: int
    """Instruments of which no list of parties is held."""
    not_implemented: int


class GapAnalysis(Fact):
    """The newest gap analysis: what it counts, and the gaps that need most attention."""

    version: int
    computed_at: datetime
    counts: GapCounts
    gaps: tuple[Gap, ...]
    """Uncovered themes, then low uptake, then what is not implemented; of each those most in need first."""


class ReviewEntry(Fact):
    """A regional review as the registry has it: planned, or held."""

    code: str
    title: str
    process: str
    """The name of the process that holds it."""
    grouping: str | None
    """The grouping whose members the process unites."""
    parties: tuple[str, ...]
    """The expected parties that took part, or that belong to the process when nobody is named."""
    planned_on: date | None
    held_on: date | None
    summary: str | None
    link: str | None
    evidence: Evidence


class RegionalReview(Fact):
    """A regional review that was held, and what it sends up."""

    kind: Literal["regional_review"] = "regional_review"
    code: str
    title: str
    process: str
    regions: tuple[str, ...]
    """The regions that it stands for."""
    held_on: date
    summary: str | None
    link: str | None
    evidence: Evidence


class RegionWithoutReview(Fact):
    """A region with expected parties of which no recent regional review is recorded."""

    kind: Literal["region_without_review"] = "region_without_review"
    region: str
    parties: int
    planned_on: date | None
    """When one is planned, if it is."""
    evidence: Evidence
    """The review that is planned, or else the milestone that expects the region's parties."""


Review = Annotated[RegionalReview | RegionWithoutReview, Field(discriminator="kind")]
