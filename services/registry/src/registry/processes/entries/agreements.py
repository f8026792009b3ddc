"""Agreements: what processes have agreed."""

from typing import Literal

from pydantic import BaseModel, Field

from chassis.values import Day, Line, Prose
from registry.catalogue.entry_types import EntryType
from registry.catalogue.models import Code, Codes, Content, Entry, Link, ListQuery, PastDay, Recorded, Sourced
from registry.processes import tables
from registry.processes.rules.kinds import AgreementKind
from registry.schema import table_of


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


class AgreementBody(_Fields, Sourced, Entry):
    """An understanding, agreement or agenda for cooperation of a process."""


class AgreementRecorded(_Fields, Sourced, Recorded, event_type="compact.agreement.recorded.v1"):
    """A process has agreed on something."""


class AgreementsQuery(ListQuery):
    """Which agreements are wanted."""

    process: Code | None = None
    kind: AgreementKind | None = None
    theme: Code | None = None
    adopted_from: Day | None = None
    adopted_until: Day | None = None
    sort: Literal["code", "-code", "adopted", "-adopted"] = "code"


AGREEMENTS = EntryType(
    name="agreement",
    plural="agreements",
    table=table_of(tables.Agreement),
    content=Agreement,
    shown=AgreementBody,
    event=AgreementRecorded,
    query=AgreementsQuery,
    refers={"process": "process", "themes": "theme"},
    scope="programmes:write",
)
