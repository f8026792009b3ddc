"""Publishes a new version of the gap analysis: counts, and what is most in need."""

from collections.abc import Iterable

from registry.gaps.events import GapAnalysisPublished, LittleImplemented, LowUptake, UncoveredTheme
from registry.gaps.rules import analysis as rules
from registry.gaps.rules.analysis import Analysis
from registry.gaps.rules.parts import Figures

SHOWN = 50
"""Records of each kind in an event."""
LONGEST_TITLE = 200
"""Characters of a title in an event, which stays under 256 KiB on the bus."""


def published(analysis: Analysis, figures: Iterable[Figures]) -> GapAnalysisPublished:
    """The event of `analysis`, whose parts have `figures`."""
    themes, instruments = rules.divided(figures)
    here = path(analysis.version)
    return GapAnalysisPublished(
        version=analysis.version,
        id=analysis.id,
        computed_at=analysis.computed_at,
        method=analysis.method,
        digest=analysis.digest,
        href=here,
        counts=analysis.counts,
        uncovered_themes=[
            UncoveredTheme(
                theme=one.code, name=_short(one.name), why=one.why, href=f"{here}/themes/{one.code}"
            )
            for one in rules.uncovered(themes)[:SHOWN]
        ],
        low_uptake=[
            LowUptake(
                instrument=one.code,
                title=_short(one.title),
                parties=one.parties or 0,
                eligible=one.eligible,
                why=one.why,
                href=f"{here}/instruments/{one.code}",
            )
            for one in rules.low_uptake(instruments)[:SHOWN]
        ],
        not_implemented=[
            LittleImplemented(
                instrument=one.code,
                title=_short(one.title),
                parties=one.parties or 0,
                states=one.not_implemented or 0,
                why=one.why_not_implemented,
                href=f"{here}/instruments/{one.code}",
            )
            for one in rules.not_implemented(instruments)[:SHOWN]
        ],
    )


def path(version: int) -> str:
    """Where a version is."""
    return f"/v1/gap-analyses/{version}"


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
