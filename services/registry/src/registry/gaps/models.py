"""What is shown of a gap analysis."""

import datetime as dt
from uuid import UUID

from chassis.problems.models import ResponseBody
from chassis.values import Instant
from registry.gaps.rules.analysis import Counts
from registry.gaps.rules.parts import (
    InstrumentFigures,
    InstrumentPart,
    Share,
    ThemeFigures,
    ThemePart,
)


class GapAnalysisVersion(ResponseBody):
    """A version of the gap analysis, without its parts."""

    version: int
    id: UUID
    computed_at: Instant
    day: dt.date
    """Of which it speaks: memberships, and what was in force."""
    method: str
    low_uptake_below: float
    """The method's threshold: uptake is low when a smaller share of the eligible States are party."""
    digest: str
    """The SHA-256 of lines: the method, then kind, code and digest of each part, in order."""
    counts: Counts
    href: str


class ThemeInAnalysis(ThemeFigures):
    """How a theme is covered."""

    digest: str
    href: str
    """The whole part."""


class InstrumentInAnalysis(InstrumentFigures):
    """Uptake and implementation of an instrument."""

    within: Share | None
    """Its figures in the region or grouping that was asked for."""
    digest: str
    href: str
    """The whole part."""


class GapAnalysisBody(GapAnalysisVersion):
    """A version of the gap analysis with the figures of each of its parts."""

    themes: list[ThemeInAnalysis]
    instruments: list[InstrumentInAnalysis]


class ThemePartBody(ResponseBody):
    """How a theme is covered, and what that rests on."""

    version: int
    """The version that was asked for."""
    digest: str
    """The SHA-256 of `part`, written without spaces."""
    part: ThemePart


class InstrumentPartBody(ResponseBody):
    """Uptake and implementation of an instrument, and what they rest on."""

    version: int
    """The version that was asked for."""
    digest: str
    """The SHA-256 of `part`, written without spaces."""
    part: InstrumentPart
