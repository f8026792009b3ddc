"""Participations: what each State has done on each instrument, dated."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from chassis.models import PartyCode, Prose
from registry.catalogue.content import Code, Content, Derived, Entry, PastDay, Recorded, Said, Wanted, derived
from registry.catalogue.noun import Noun
from registry.rules.instruments import Action
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


class ParticipationBody(_Fields, Said, Entry):
    """One State's action on an instrument."""


class ParticipationRecorded(_Fields, Said, Recorded, event_type="compact.participation.recorded.v1"):
    """A State has acted on an instrument, or what is known of that is different."""


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
    recorded=ParticipationRecorded,
    wanted=ParticipationsWanted,
    refers={"instrument": "instrument", "state": "actor"},
    party=lambda participation: participation.state,
)
