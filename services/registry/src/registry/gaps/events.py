"""What is published of the gap analysis."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.ledger.events import EventData
from registry.gaps.rules.analysis import Counts


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class UncoveredTheme(_Part):
    """A theme that no treaty or protocol in force names, nor a broader or narrower one of it."""

    theme: str = Field(examples=["diaspora"])
    name: str = Field(examples=["Contribution of migrants and diasporas"])
    why: str = Field(
        examples=["No treaty or protocol in force names this theme, a broader or a narrower one."]
    )
    href: str = Field(examples=["/v1/gap-analyses/3/themes/diaspora"])


class LowUptake(_Part):
    """An instrument to which few of the States that may take part are party."""

    instrument: str = Field(examples=["ICRMW"])
    title: str = Field(examples=["Migrant Workers Convention"])
    parties: int = Field(examples=[58])
    eligible: int = Field(examples=[193])
    why: str = Field(examples=["58 of 193 eligible States are party (30 %), as of 31 January 2023."])
    href: str = Field(examples=["/v1/gap-analyses/3/instruments/ICRMW"])


class LittleImplemented(_Part):
    """An instrument that, as far as is recorded, some of its parties do little about."""

    instrument: str = Field(examples=["ICRMW"])
    title: str = Field(examples=["Migrant Workers Convention"])
    parties: int = Field(examples=[58])
    states: int = Field(examples=[47])
    """The parties for which no measure in force and no progress on its themes is recorded."""
    why: str = Field(examples=["For 47 of 58 parties nothing on its themes is recorded here."])
    href: str = Field(examples=["/v1/gap-analyses/3/instruments/ICRMW"])


class GapAnalysisPublished(EventData, event_type="compact.gap-analysis.published.v1"):
    """What the rules of the world lack, as far as is recorded. It informs and invites."""

    version: int = Field(examples=[3])
    id: UUID
    """Of this version."""
    computed_at: datetime
    method: str = Field(examples=["uptake/1"])
    """The method and its version, such as `uptake/1`."""
    digest: str
    """The SHA-256 of the method and of the digests of all parts, in hexadecimal."""
    href: str = Field(examples=["/v1/gap-analyses/3"])
    counts: Counts
    uncovered_themes: list[UncoveredTheme]
    """The first 50, those with the least around them first."""
    low_uptake: list[LowUptake]
    """The first 50, the lowest first."""
    not_implemented: list[LittleImplemented]
    """The first 50, those with the most States first."""
