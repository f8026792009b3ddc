"""Instruments: treaties, declarations, resolutions, guidelines."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from chassis.problems.models import Line, PartyCode
from registry import instruments
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
    refuse,
)
from registry.catalogue.noun import Noun
from registry.gaps import marking as gap_marks
from registry.rules.instruments import InstrumentKind, too_early
from registry.tables import metadata


class _Fields(BaseModel):
    code: Code = Field(examples=["ICRMW"])
    kind: InstrumentKind = Field(examples=["treaty"])
    title: Line = Field(examples=["International Convention on the Rights of Migrant Workers"])
    titles: ByLanguage = Field(
        default_factory=dict, examples=[{"fr": "Convention sur les travailleurs migrants"}]
    )
    """The title by language."""
    short_name: Line | None = None
    themes: Codes = Field(default_factory=list, examples=[["labour-migration"]])
    parent: Code | None = Field(None, examples=[None])
    """The instrument that it belongs to or adds to: the convention of a protocol."""
    grouping: PartyCode | None = Field(None, examples=[None])
    """The grouping whose members may take part; null when every State may."""
    adopted: PastDay | None = Field(None, examples=["1990-12-18"])
    in_force: date | None = Field(None, examples=["2003-07-01"])
    depositary: Line | None = None
    link: Link | None = Field(None, examples=["https://treaties.un.org/"])
    participations_as_of: PastDay | None = Field(None, examples=["2023-01-31"])
    """The day as of which the list of participations is complete; null when none is held, so that the
    instrument's uptake is not known."""


class Instrument(_Fields, Content):
    """A treaty, declaration, resolution or guideline."""

    @field_validator("in_force", "participations_as_of")
    @classmethod
    def _check_order(cls, day: date | None, info: ValidationInfo) -> date | None:
        refuse(too_early(day, info.data.get("adopted"), "adopted"))
        return day


class InstrumentBody(_Fields, Said, Entry):
    """An instrument."""


class InstrumentRecorded(_Fields, Said, Recorded, event_type="compact.instrument.recorded.v1"):
    """An instrument is known, or known otherwise."""


class InstrumentsWanted(Wanted):
    """Which instruments are wanted."""

    kind: InstrumentKind | None = None
    theme: Code | None = None
    parent: Code | None = None
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
    refers={"themes": "theme", "parent": "instrument", "grouping": "grouping"},
    check=instruments.check,
    follow=(gap_marks.INSTRUMENTS.note,),
    follow_removal=(gap_marks.INSTRUMENTS.note_removal,),
)
