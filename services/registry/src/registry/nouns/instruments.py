"""Instruments: treaties, declarations, resolutions, guidelines."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from chassis.models import Line, PartyCode
from registry.catalogue.content import (
    ByLanguage,
    Code,
    Codes,
    Content,
    Entry,
    Link,
    PastDay,
    Recorded,
    Said,
    Wanted,
)
from registry.catalogue.noun import Noun
from registry.rules.instruments import InstrumentKind
from registry.tables import metadata


class _Fields(BaseModel):
    code: Code = Field(examples=["ICRMW"])
    kind: InstrumentKind
    title: Line
    titles: ByLanguage = Field(default_factory=dict)
    """The title by language."""
    short_name: Line | None = None
    themes: Codes = Field(default_factory=list)
    grouping: PartyCode | None = None
    """The grouping whose members may take part; null when every State may."""
    adopted: PastDay | None = None
    in_force: date | None = None
    depositary: Line | None = None
    link: Link | None = None
    participations_as_of: PastDay | None = None
    """The day as of which the list of participations is complete; null when none is held, so that the
    instrument's uptake is not known."""


class Instrument(_Fields, Content):
    """A treaty, declaration, resolution or guideline."""


class InstrumentBody(_Fields, Said, Entry):
    """An instrument."""


class InstrumentRecorded(_Fields, Said, Recorded, event_type="compact.instrument.recorded.v1"):
    """An instrument is known, or known otherwise."""


class InstrumentsWanted(Wanted):
    """Which instruments are wanted."""

    kind: InstrumentKind | None = None
    theme: Code | None = None
    grouping: Code | None = None
    adopted_from: date | None = None
    adopted_until: date | None = None
    sort: Literal["code", "-code", "title", "-title", "adopted", "-adopted"] = "code"


INSTRUMENTS = Noun(
    name="instrument",
    plural="instruments",
    table=metadata.tables["registry.instrument"],
    content=Instrument,
    shown=InstrumentBody,
    recorded=InstrumentRecorded,
    wanted=InstrumentsWanted,
    refers={"themes": "theme", "grouping": "grouping"},
)
