"""What the review service reads from the registry, and how it keeps it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import Received
from review.received.inbox import event_router
from review.store import received as store
from review.tables.registry import (
    ReceivedActor,
    ReceivedFinding,
    ReceivedGapAnalysis,
    ReceivedProcess,
    ReceivedProgrammeItem,
    ReceivedRemoval,
)

KEPT_NOUNS = {"process", "programme_item"}
"""Kinds of entries whose removal matters here."""


class ActorData(ReceivedData):
    """The fields that review uses of an actor."""

    code: str
    kind: str
    name: str
    region: str | None = None
    groupings: list[str] = Field(default_factory=list)


class ReplyData(ReceivedData):
    """What the State says to a finding."""

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


async def _keep_actors(tx: Transaction, events: Sequence[Received[ActorData]]) -> None:
    await received_rows.keep(tx, ReceivedActor, received_rows.rows(events))


async def keep_findings(tx: Transaction, events: Sequence[Received[FindingData]]) -> None:
    """Keep findings, each with the reply to it."""
    rows = _rows(events, "finding_id")
    for row in rows:
        row["reply"] = row["reply"] and {**row["reply"], "on": row["reply"]["on"].isoformat()}
    await received_rows.keep(tx, ReceivedFinding, rows)
    await store.supersede(tx, ReceivedFinding, "finding_id", (row["finding_id"] for row in rows))


for _event in ("compact.actor.registered.v1", "compact.actor.changed.v1"):
    event_router.on(_event, ActorData)(_keep_actors)
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
    await store.supersede(tx, ReceivedProcess, "process_id", (row["process_id"] for row in rows))


@event_router.on("compact.programme-item.recorded.v1", ProgrammeItemData)
async def keep_programme_items(tx: Transaction, events: Sequence[Received[ProgrammeItemData]]) -> None:
    """Keep what processes plan and have held."""
    rows = _rows(events, "item_id")
    await received_rows.keep(tx, ReceivedProgrammeItem, rows)
    await store.supersede(tx, ReceivedProgrammeItem, "item_id", (row["item_id"] for row in rows))


@event_router.on("compact.entry.removed.v1", RemovalData)
async def keep_removals(tx: Transaction, events: Sequence[Received[RemovalData]]) -> None:
    """Keep that processes and items of their programmes are there no longer."""
    gone = [one for one in events if one.data.noun in KEPT_NOUNS]
    rows = [{**received_rows.place(one), "entry_id": one.data.id} for one in gone]
    await received_rows.keep(tx, ReceivedRemoval, rows)


def _rows(events: Sequence[Received[Any]], identifier: str) -> list[dict[str, Any]]:
    """A version for each of `events`, with the thing's id in the column `identifier`."""
    return [
        {**received_rows.place(one), identifier: one.data.id, **one.data.model_dump(exclude={"id"})}
        for one in events
    ]
