"""National measures: laws, policies and programmes on migration, so that implementation and repeal show."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from chassis.values import Day, Line, PartyCode
from registry.actors.states import only_states
from registry.catalogue.entry_types import EntryType
from registry.catalogue.models import (
    Code,
    Codes,
    Content,
    Entry,
    Link,
    ListQuery,
    PastDay,
    Recorded,
    Sourced,
    refuse,
)
from registry.measures import tables
from registry.measures.rules import MeasureKind, MeasureStatus, status_fault
from registry.schema import table_of
from registry.treaties.rules.instruments import too_early


class _Fields(BaseModel):
    code: Code = Field(examples=["ARG-25871"])
    state: PartyCode = Field(examples=["ARG"])
    kind: MeasureKind = Field(examples=["legislation"])
    title: Line = Field(examples=["Ley de Migraciones (Ley 25.871)"])
    themes: Codes = Field(default_factory=list, examples=[["regular-pathways"]])
    adopted: PastDay | None = Field(None, examples=["2003-12-17"])
    in_force: Day | None = Field(None, examples=["2004-01-21"])
    """From when it has effect."""
    status: MeasureStatus = Field(examples=["amended"])
    status_on: PastDay | None = Field(None, validate_default=True, examples=["2025-05-29"])
    """The day of the last amendment, or of the repeal."""
    link: Link | None = Field(None, examples=["https://www.example.org/ley-25871"])


class Measure(_Fields, Content):
    """A law, policy or programme of one State on migration."""

    @field_validator("in_force")
    @classmethod
    def _check_order(cls, in_force: date | None, info: ValidationInfo) -> date | None:
        refuse(too_early(in_force, info.data.get("adopted"), "adopted"), info)
        return in_force

    @field_validator("status_on")
    @classmethod
    def _check_status(cls, status_on: date | None, info: ValidationInfo) -> date | None:
        values = info.data
        if "status" in values:
            days = values.get("adopted"), values.get("in_force")
            refuse(status_fault(values["status"], status_on, *days), info)
        return status_on


class MeasureBody(_Fields, Sourced, Entry):
    """A law, policy or programme of one State on migration."""


class MeasureRecorded(_Fields, Sourced, Recorded, event_type="compact.measure.recorded.v1"):
    """A national measure is known, or known otherwise: amended, repealed."""


class MeasuresQuery(ListQuery):
    """Which national measures are wanted."""

    state: PartyCode | None = None
    kind: MeasureKind | None = None
    status: MeasureStatus | None = None
    theme: Code | None = None
    adopted_from: Day | None = None
    adopted_until: Day | None = None
    sort: Literal["code", "-code", "adopted", "-adopted"] = "code"


MEASURES = EntryType(
    name="measure",
    plural="measures",
    table=table_of(tables.Measure),
    content=Measure,
    shown=MeasureBody,
    event=MeasureRecorded,
    query=MeasuresQuery,
    refers={"state": "actor", "themes": "theme"},
    check=only_states(lambda measure: {"/state": measure.state}),
    party=lambda measure: measure.state,
    scope="measures:write",
)
