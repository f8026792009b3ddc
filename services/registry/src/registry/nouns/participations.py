"""Participations: what each State has done on each instrument, dated."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from chassis.problems.models import PartyCode, Prose
from registry import participations
from registry.catalogue.content import Code, Content, Derived, Entry, PastDay, Said, Wanted, derived, refuse
from registry.catalogue.noun import Noun
from registry.events import ParticipationsRecorded
from registry.findings import consider_participations
from registry.gaps import marking as gap_marks
from registry.rules.instruments import Action
from registry.rules.participations import in_force_fault
from registry.tables import metadata


class _Fields(BaseModel):
    code: Derived
    """`<instrument>.<state>.<action>.<date>`"""
    instrument: Code = Field(examples=["ICRMW"])
    state: PartyCode = Field(examples=["KEN"])
    action: Action
    date: PastDay
    in_force: dt.date | None = None
    """From when it has effect for the State."""
    note: Prose | None = None


class Participation(_Fields, Content):
    """One State's action on an instrument."""

    _derive = derived("{instrument}.{state}.{action}.{date}")

    @field_validator("in_force")
    @classmethod
    def _check_in_force(cls, in_force: dt.date | None, info: ValidationInfo) -> dt.date | None:
        said = info.data
        if in_force is not None and "action" in said and "date" in said:
            refuse(in_force_fault(said["action"], said["date"], in_force))
        return in_force


class ParticipationBody(_Fields, Said, Entry):
    """One State's action on an instrument."""


class ParticipationsWanted(Wanted):
    """Which participations are wanted."""

    instrument: Code | None = None
    state: PartyCode | None = None
    action: Action | None = None
    date_from: dt.date | None = None
    date_until: dt.date | None = None
    sort: Literal["code", "-code", "date", "-date"] = "code"


PARTICIPATIONS = Noun(
    name="participation",
    plural="participations",
    table=metadata.tables["registry.participation"],
    content=Participation,
    shown=ParticipationBody,
    recorded=ParticipationsRecorded,
    wanted=ParticipationsWanted,
    refers={"instrument": "instrument", "state": "actor"},
    follow=(consider_participations, gap_marks.INSTRUMENT_DETAILS.note),
    follow_removal=(gap_marks.INSTRUMENT_DETAILS.note_removal,),
    check=participations.check,
    removable=participations.check_removal,
    tell=participations.tell,
    party=lambda participation: participation.state,
)
