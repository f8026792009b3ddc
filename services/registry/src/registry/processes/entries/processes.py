"""Consultative processes: regional, interregional and global."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from chassis.values import INTEGER, Line, PartyCode, Prose
from registry.catalogue.entry_types import EntryType
from registry.catalogue.models import (
    ByLanguage,
    Code,
    Codes,
    Content,
    Entry,
    Link,
    ListQuery,
    Recorded,
    Sourced,
)
from registry.processes import tables
from registry.processes.rules.kinds import ProcessKind, ProcessStatus
from registry.schema import table_of

ActorCodes = Annotated[list[PartyCode], Field(max_length=300)]


class _Fields(BaseModel):
    code: Code = Field(examples=["rabat-process"])
    kind: ProcessKind = Field(examples=["regional"])
    name: Line = Field(examples=["Euro-African Dialogue on Migration and Development"])
    names: ByLanguage = Field(
        default_factory=dict, examples=[{"fr": "Dialogue euro-africain sur la migration et le développement"}]
    )
    mandate: Prose | None = Field(
        None, examples=["Dialogue along the routes between West Africa and Europe."]
    )
    themes: Codes = Field(default_factory=list, examples=[["labour-mobility"]])
    founded: Annotated[int, Field(ge=1800, le=2200), INTEGER] | None = Field(None, examples=[2006])
    """The year."""
    grouping: PartyCode | None = Field(None, examples=["ECOWAS"])
    """The grouping whose members are its members."""
    members: ActorCodes = Field(default_factory=list, examples=[["ESP", "MAR"]])
    """Its other members."""
    observers: ActorCodes = Field(default_factory=list, examples=[["DZA"]])
    secretariat: Line | None = Field(None, examples=["ICMPD"])
    status: ProcessStatus = Field("active", examples=["active"])
    link: Link | None = Field(None, examples=["https://www.rabat-process.org"])


class Process(_Fields, Content):
    """A standing consultation among States."""


class ProcessBody(_Fields, Sourced, Entry):
    """A standing consultation among States."""


class ProcessRecorded(_Fields, Sourced, Recorded, event_type="compact.process.recorded.v1"):
    """A process is known, or known otherwise."""


class ProcessesQuery(ListQuery):
    """Which processes are wanted."""

    kind: ProcessKind | None = None
    status: ProcessStatus | None = None
    theme: Code | None = None
    grouping: PartyCode | None = None
    member: PartyCode | None = None
    observer: PartyCode | None = None
    sort: Literal["code", "-code", "name", "-name"] = "code"


PROCESSES = EntryType(
    name="process",
    plural="processes",
    table=table_of(tables.Process),
    content=Process,
    shown=ProcessBody,
    event=ProcessRecorded,
    query=ProcessesQuery,
    refers={"themes": "theme", "grouping": "grouping", "members": "actor", "observers": "actor"},
)
