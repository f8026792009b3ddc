"""National measures: laws, policies and programmes on migration, so that implementation and repeal show."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from chassis.models import Line, PartyCode
from registry.catalogue.content import Code, Codes, Content, Entry, Link, PastDay, Recorded, Said, Wanted
from registry.catalogue.noun import Noun
from registry.rules.instruments import MeasureKind, MeasureStatus
from registry.tables import metadata


class _Fields(BaseModel):
    code: Code = Field(examples=["ARG-25871"])
    state: PartyCode
    kind: MeasureKind
    title: Line
    themes: Codes = Field(default_factory=list)
    adopted: PastDay | None = None
    in_force: date | None = None
    """From when it has effect."""
    status: MeasureStatus
    status_on: PastDay | None = None
    """The day of the last amendment, or of the repeal."""
    link: Link | None = None


class Measure(_Fields, Content):
    """A law, policy or programme of one State on migration."""


class MeasureBody(_Fields, Said, Entry):
    """A law, policy or programme of one State on migration."""


class MeasureRecorded(_Fields, Said, Recorded, event_type="compact.measure.recorded.v1"):
    """A national measure is known, or known otherwise: amended, repealed."""


class MeasuresWanted(Wanted):
    """Which national measures are wanted."""

    state: PartyCode | None = None
    kind: MeasureKind | None = None
    status: MeasureStatus | None = None
    theme: Code | None = None
    adopted_from: date | None = None
    adopted_until: date | None = None
    sort: Literal["code", "-code", "adopted", "-adopted"] = "code"


MEASURES = Noun(
    name="measure",
    plural="measures",
    table=metadata.tables["registry.measure"],
    content=Measure,
    shown=MeasureBody,
    recorded=MeasureRecorded,
    wanted=MeasuresWanted,
    refers={"state": "actor", "themes": "theme"},
    party=lambda measure: measure.state,
    scope="measures:write",
)
