"""Provisions: the widely acceptable parts of instruments, each on its own."""

from typing import Literal

from pydantic import BaseModel, Field

from chassis.problems.models import Line, PartyCode, Prose
from registry import provisions
from registry.catalogue.content import Code, Codes, Content, Entry, Recorded, Said, Wanted
from registry.catalogue.noun import Noun
from registry.gaps import marking as gap_marks
from registry.tables import metadata


class _Fields(BaseModel):
    code: Code = Field(examples=["ICRMW-30"])
    instrument: Code = Field(examples=["ICRMW"])
    article: Line = Field(examples=["30"])
    title: Line = Field(examples=["Education of children"])
    text: Prose
    """What it asks for, in plain words."""
    themes: Codes = Field(default_factory=list, examples=[["migrant-children"]])
    applied_by: list[PartyCode] = Field(default_factory=list, max_length=300, examples=[["KEN"]])
    """States that apply it though they were not party to the instrument when that was recorded."""


class Provision(_Fields, Content):
    """A part of an instrument that many can accept."""


class ProvisionBody(_Fields, Said, Entry):
    """A part of an instrument that many can accept."""


class ProvisionRecorded(_Fields, Said, Recorded, event_type="compact.provision.recorded.v1"):
    """A provision is offered on its own, or known otherwise."""


class ProvisionsWanted(Wanted):
    """Which provisions are wanted."""

    instrument: Code | None = None
    theme: Code | None = None
    sort: Literal["code", "-code"] = "code"


PROVISIONS = Noun(
    name="provision",
    plural="provisions",
    table=metadata.tables["registry.provision"],
    content=Provision,
    shown=ProvisionBody,
    recorded=ProvisionRecorded,
    wanted=ProvisionsWanted,
    refers={"instrument": "instrument", "themes": "theme", "applied_by": "actor"},
    check=provisions.check,
    follow=(gap_marks.INSTRUMENT_DETAILS.note,),
    follow_removal=(gap_marks.INSTRUMENT_DETAILS.note_removal,),
)
