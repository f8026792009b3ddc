"""Provisions: the widely acceptable parts of instruments, each on its own."""

from typing import Literal

from pydantic import BaseModel, Field

from chassis.models import Line, PartyCode, Prose
from registry.catalogue.content import Code, Codes, Content, Entry, Recorded, Said, Wanted
from registry.catalogue.noun import Noun
from registry.tables import metadata


class _Fields(BaseModel):
    code: Code = Field(examples=["ICRMW-30"])
    instrument: Code
    article: Line
    title: Line
    text: Prose
    """What it asks for, in plain words."""
    themes: Codes = Field(default_factory=list)
    applied_by: list[PartyCode] = Field(default_factory=list, max_length=300)
    """States that apply it though they are not party to the instrument."""


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
)
