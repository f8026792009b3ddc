"""Findings, gap analyses, processes and their programmes of work, as the registry publishes them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import EventRouter, Received
from review.agendas.store.validity import supersede
from review.agendas.tables.registry import (
    ReceivedFinding,
    ReceivedGapAnalysis,
    ReceivedProcess,
    ReceivedProgrammeItem,
    ReceivedRemoval,
)

event_router = EventRouter()

KEPT_NOUNS = {"process", "programme_item"}
"""Kinds of entries whose removal matters here."""


class ReplyData(ReceivedData):
    """The reply of the State concerned to a finding."""

    text: str
    on: date


class FindingData(ReceivedData):
    """The fields that review uses of a finding."""

    id: UUID
    code: str
    kind: str
    state: str
    title: str
    text: str
    instrument: str | None = None
    status: str
    opened_on: date
    reply: ReplyData | None = None


class GapCountsData(ReceivedData):
    """How many gaps there are, and among how many."""

    themes: int
    themes_uncovered: int
    instruments: int
    low_uptake: int
    uptake_unknown: int
    not_implemented: int


class UncoveredThemeData(ReceivedData):
    """A theme that no treaty or protocol in force covers."""

    theme: str
    name: str
    why: str
    href: str


class LowUptakeData(ReceivedData):
    """An instrument with few parties."""

    instrument: str
    title: str
    parties: int
    eligible: int
    why: str
    href: str


class NotImplementedData(ReceivedData):
    """An instrument with parties of which no implementation is recorded."""

    instrument: str
    title: str
    parties: int
    states: int
    why: str
    href: str


class GapAnalysisData(ReceivedData):
    """The fields that review uses of a gap analysis."""

    version: int
    computed_at: datetime
    counts: GapCountsData
    uncovered_themes: list[UncoveredThemeData]
    low_uptake: list[LowUptakeData]
    not_implemented: list[NotImplementedData]


class ProcessData(ReceivedData):
    """The fields that review uses of a consultative process."""

    id: UUID
    code: str
    name: str
    grouping: str | None = None
    members: list[str] = Field(default_factory=list)


class ProgrammeItemData(ReceivedData):
    """The fields that review uses of an item of a process's programme of work."""

    id: UUID
    code: str
    process: str
    kind: str
    title: str
    framework: str | None = None
    planned_on: date | None = None
    held_on: date | None = None
    states: list[str] = Field(default_factory=list)
    summary: str | None = None
    link: str | None = None


class RemovalData(ReceivedData):
    """The fields that review uses of an entry that was removed."""

    id: UUID
    noun: str


async def keep_findings(tx: Transaction, events: Sequence[Received[FindingData]]) -> None:
    """Keep findings, each with the reply to it."""
    rows = _rows(events, "finding_id")
    for row in rows:
        row["reply"] = row["reply"] and {**row["reply"], "on": row["reply"]["on"].isoformat()}
    await received_rows.keep(tx, ReceivedFinding, rows)
    await supersede(tx, ReceivedFinding, "finding_id", (row["finding_id"] for row in rows))


for _event in ("opened", "replied", "closed"):
    event_router.on(f"compact.finding.{_event}.v1", FindingData)(keep_findings)


@event_router.on("compact.gap-analysis.published.v1", GapAnalysisData)
async def keep_gap_analyses(tx: Transaction, events: Sequence[Received[GapAnalysisData]]) -> None:
    """Keep gap analyses."""
    await received_rows.keep(tx, ReceivedGapAnalysis, received_rows.rows(events))


@event_router.on("compact.process.recorded.v1", ProcessData)
async def keep_processes(tx: Transaction, events: Sequence[Received[ProcessData]]) -> None:
    """Keep consultative processes."""
    rows = _rows(events, "process_id")
    await received_rows.keep(tx, ReceivedProcess, rows)
    await supersede(tx, ReceivedProcess, "process_id", (row["process_id"] for row in rows))


@event_router.on("compact.programme-item.recorded.v1", ProgrammeItemData)
async def keep_programme_items(tx: Transaction, events: Sequence[Received[ProgrammeItemData]]) -> None:
    """Keep the items of programmes of work, planned or held."""
    rows = _rows(events, "item_id")
    await received_rows.keep(tx, ReceivedProgrammeItem, rows)
    await supersede(tx, ReceivedProgrammeItem, "item_id", (row["item_id"] for row in rows))


@event_router.on("compact.entry.removed.v1", RemovalData)
async def keep_removals(tx: Transaction, events: Sequence[Received[RemovalData]]) -> None:
    """Keep removals of processes and of items of their programmes."""
    removed = [one for one in events if one.data.noun in KEPT_NOUNS]
    rows = [{**received_rows.place(one), "entry_id": one.data.id} for one in removed]
    await received_rows.keep(tx, ReceivedRemoval, rows)


def _rows(events: Sequence[Received[Any]], identifier: str) -> list[dict[str, Any]]:
    """A version for each of `events`, with the thing's id in the column `identifier`."""
    return [
        {**received_rows.place(one), identifier: one.data.id, **one.data.model_dump(exclude={"id"})}
        for one in events
    ]
