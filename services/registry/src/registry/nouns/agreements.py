"""Agreements: what processes have agreed."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from chassis.problems.models import Line, Prose
from registry.catalogue.content import Code, Codes, Content, Entry, Link, PastDay, Recorded, Said, Wanted
from registry.catalogue.noun import Noun
from registry.gaps import marking as gap_marks
from registry.rules.processes import AgreementKind
from registry.tables import metadata


class _Fields(BaseModel):
    code: Code = Field(examples=["marrakesh-declaration-2018"])
    process: Code = Field(examples=["rabat-process"])
    kind: AgreementKind = Field(examples=["declaration"])
    title: Line = Field(examples=["Marrakesh Political Declaration"])
    adopted: PastDay | None = Field(None, examples=["2018-05-02"])
    themes: Codes = Field(default_factory=list, examples=[["labour-mobility"]])
    summary: Prose | None = Field(None, examples=["Priorities of the dialogue for the years to come."])
    link: Link | None = Field(None, examples=["https://example.org/declaration"])


class Agreement(_Fields, Content):
    """An understanding, agreement or agenda for cooperation of a process."""


class AgreementBody(_Fields, Said, Entry):
    """An understanding, agreement or agenda for cooperation of a process."""


class AgreementRecorded(_Fields, Said, Recorded, event_type="compact.agreement.recorded.v1"):
    """A process has agreed on something."""


class AgreementsWanted(Wanted):
    """Which agreements are wanted."""

    process: Code | None = None
    kind: AgreementKind | None = None
    theme: Code | None = None
    adopted_from: date | None = None
    adopted_until: date | None = None
    sort: Literal["code", "-code", "adopted", "-adopted"] = "code"


AGREEMENTS = Noun(
    name="agreement",
    plural="agreements",
    table=metadata.tables["registry.agreement"],
    content=Agreement,
    shown=AgreementBody,
    recorded=AgreementRecorded,
    wanted=AgreementsWanted,
    refers={"process": "process", "themes": "theme"},
    follow=(gap_marks.AGREEMENTS.note,),
    follow_removal=(gap_marks.AGREEMENTS.note_removal,),
    scope="programmes:write",
)
