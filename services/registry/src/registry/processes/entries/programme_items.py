"""Programmes of work: what a process plans and what it has held, regional reviews among it."""

from typing import Literal

from pydantic import BaseModel, Field

from chassis.values import Day, Line, PartyCode, Prose
from registry.catalogue.entry_types import EntryType
from registry.catalogue.models import Code, Codes, Content, Entry, Link, ListQuery, PastDay, Recorded, Sourced
from registry.processes import tables
from registry.processes.entries.processes import ActorCodes
from registry.processes.rules.kinds import ItemKind
from registry.schema import table_of


class _Fields(BaseModel):
    code: Code = Field(examples=["gcm-review-ece-2020"])
    process: Code = Field(examples=["gcm-review-ece"])
    kind: ItemKind = Field(examples=["regional_review"])
    title: Line = Field(examples=["First regional review of the Global Compact for Migration"])
    framework: PartyCode | None = Field(None, examples=["GCM"])
    """Of a regional review: the framework that was reviewed."""
    themes: Codes = Field(default_factory=list, examples=[["labour-mobility"]])
    planned_on: Day | None = Field(None, examples=["2020-11-12"])
    held_on: PastDay | None = Field(None, examples=["2020-11-13"])
    """Its last day; null until it has been held."""
    states: ActorCodes = Field(default_factory=list, examples=[["ARM", "PRT"]])
    """States that took part, when these were not all members of the process."""
    summary: Prose | None = Field(None, examples=["States asked for better data on pathways."])
    link: Link | None = Field(None, examples=["https://example.org/review"])


class ProgrammeItem(_Fields, Content):
    """An item of a process's programme of work."""


class ProgrammeItemBody(_Fields, Sourced, Entry):
    """An item of a process's programme of work."""


class ProgrammeItemRecorded(_Fields, Sourced, Recorded, event_type="compact.programme-item.recorded.v1"):
    """Something is planned by a process, or has been held."""


class ProgrammeItemsQuery(ListQuery):
    """Which items are wanted."""

    process: Code | None = None
    kind: ItemKind | None = None
    framework: PartyCode | None = None
    theme: Code | None = None
    planned_on_from: Day | None = None
    planned_on_until: Day | None = None
    held_on_from: Day | None = None
    held_on_until: Day | None = None
    sort: Literal["code", "-code", "planned_on", "-planned_on"] = "code"


PROGRAMME_ITEMS = EntryType(
    name="programme_item",
    plural="programme_items",
    table=table_of(tables.ProgrammeItem),
    content=ProgrammeItem,
    shown=ProgrammeItemBody,
    event=ProgrammeItemRecorded,
    query=ProgrammeItemsQuery,
    refers={"process": "process", "themes": "theme", "states": "actor"},
    outside={"framework": "framework"},
    scope="programmes:write",
)
