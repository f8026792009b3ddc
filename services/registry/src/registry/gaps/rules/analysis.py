"""The analysis as a whole: its method, its counts, and what is most in need."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from registry.gaps.rules.parts import Figures, InstrumentFigures, PartKind, ThemeFigures

METHOD = "uptake/1"
"""The method and its version. Another threshold or another way to count is another version."""


class Counts(BaseModel):
    """How many there are."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    themes: int
    themes_uncovered: int
    """Themes that no treaty or protocol in force names, nor a broader or a narrower one of them."""
    instruments: int
    low_uptake: int
    """Instruments to which fewer than half of the States that may take part are party."""
    uptake_unknown: int
    """Treaties and protocols of which no list of participations is held."""
    not_implemented: int
    """Instruments with parties for which neither a measure nor progress on their themes is recorded."""


class Analysis(NamedTuple):
    """A version of the gap analysis."""

    version: int
    id: UUID
    computed_at: datetime
    day: date
    method: str
    low_uptake_below: float
    digest: str
    counts: Counts


def analysis_digest(parts: Mapping[tuple[PartKind, str], str]) -> str:
    """By what an analysis is known: its method and the digest of each of its parts.

    SHA-256 of lines: the method, then kind, code and digest of each part, in order.
    """
    lines = [METHOD, *(f"{kind} {code} {parts[kind, code]}" for kind, code in sorted(parts))]
    return sha256("\n".join(lines).encode()).hexdigest()


def counts(parts: Iterable[Figures]) -> Counts:
    """The counts of an analysis with `parts`."""
    themes, instruments = divided(parts)
    return Counts(
        themes=len(themes),
        themes_uncovered=len(uncovered(themes)),
        instruments=len(instruments),
        low_uptake=len(low_uptake(instruments)),
        uptake_unknown=sum(1 for one in instruments if one.uptake == "unknown"),
        not_implemented=len(not_implemented(instruments)),
    )


def divided(parts: Iterable[Figures]) -> tuple[list[ThemeFigures], list[InstrumentFigures]]:
    """The themes and the instruments among `parts`."""
    themes: list[ThemeFigures] = []
    instruments: list[InstrumentFigures] = []
    for part in parts:
        if isinstance(part, ThemeFigures):
            themes.append(part)
        else:
            instruments.append(part)
    return themes, instruments


def uncovered(themes: Sequence[ThemeFigures]) -> list[ThemeFigures]:
    """Uncovered themes, those with the least around them first."""
    found = [one for one in themes if one.uncovered]
    return sorted(found, key=lambda one: (one.not_binding, one.agreements, one.code))


def low_uptake(instruments: Sequence[InstrumentFigures]) -> list[InstrumentFigures]:
    """Instruments with low uptake, the lowest first."""
    found = [one for one in instruments if one.low]
    return sorted(found, key=lambda one: (one.share or 0.0, one.code))


def not_implemented(instruments: Sequence[InstrumentFigures]) -> list[InstrumentFigures]:
    """Instruments that for some parties nothing shows to be applied; where these are most, first."""
    found = [one for one in instruments if one.not_implemented]
    return sorted(found, key=lambda one: (-(one.not_implemented or 0), one.code))
