"""Goals, commitments, progress and coverage, as the commitments service publishes them."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

from pydantic import Field

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import EventRouter, Received
from review.agendas.store import counting
from review.agendas.store.validity import supersede
from review.agendas.tables.commitments import (
    ReceivedAlignment,
    ReceivedCommitment,
    ReceivedCoverage,
    ReceivedGoal,
    ReceivedIndicator,
    ReceivedProgress,
)

event_router = EventRouter()
ENDED = ("withdrawn", "expired")
"""Statuses in which a commitment promises nothing any more: it serves no goal, and is not measured."""


class GoalData(ReceivedData):
    """The fields that review uses of a goal."""

    goal_id: UUID
    framework: str
    code: str
    title: str


class AlignmentData(ReceivedData):
    """One goal of a commitment."""

    framework: str
    goal: str
    degree: str


class IndicatorData(ReceivedData):
    """One indicator of a commitment."""

    indicator_id: UUID


class CommitmentData(ReceivedData):
    """The fields that review uses of a commitment."""

    commitment_id: UUID
    reference: str
    title: str
    party: str
    status: str = "published"
    alignments: list[AlignmentData] = Field(default_factory=list)
    indicators: list[IndicatorData] = Field(default_factory=list)

    def part(self, name: str) -> Sequence[AlignmentData | IndicatorData]:
        """Its `alignments` or `indicators`; none of what its party has withdrawn or let expire."""
        return () if self.status in ENDED else getattr(self, name)


class ProgressData(ReceivedData):
    """The fields that review uses of computed progress."""

    commitment_id: UUID
    status: str
    score: float | None = None


class CoverageFields(ReceivedData):
    """How far an indicator is measured."""

    points: int
    by_sex: bool
    by_age: bool


class ObservationsData(ReceivedData):
    """The fields that review uses of recorded observations."""

    indicator_id: UUID
    commitment_id: UUID
    coverage: CoverageFields


async def keep_commitments(tx: Transaction, events: Sequence[Received[CommitmentData]]) -> None:
    """Keep commitments, with their goals and indicators."""
    kept_apart = {"alignments", "indicators", "status"}
    rows = [{**received_rows.place(one), **one.data.model_dump(exclude=kept_apart)} for one in events]
    async with _counted(tx, events):
        await received_rows.keep(tx, ReceivedCommitment, rows)
        await supersede(tx, ReceivedCommitment, "commitment_id", (row["commitment_id"] for row in rows))
        for table, part in ((ReceivedAlignment, "alignments"), (ReceivedIndicator, "indicators")):
            owned = [
                {"epoch": one.epoch, "sequence": one.sequence, **item.model_dump()}
                for one in events
                for item in one.data.part(part)
            ]
            await received_rows.keep(tx, table, owned)


def _counted(tx: Transaction, events: Sequence[Received[Any]]) -> AbstractAsyncContextManager[None]:
    return counting.counted(tx, {one.party for one in events}, {one.data.commitment_id for one in events})


for _step in ("published", "changed", "started", "fulfilled", "withdrawn", "expired"):
    event_router.on(f"compact.commitment.{_step}.v1", CommitmentData)(keep_commitments)


@event_router.on("compact.goal.published.v1", GoalData)
async def keep_goals(tx: Transaction, events: Sequence[Received[GoalData]]) -> None:
    """Keep the goals of a framework."""
    await received_rows.keep(tx, ReceivedGoal, received_rows.rows(events))


@event_router.on("compact.progress.computed.v1", ProgressData)
async def keep_progress(tx: Transaction, events: Sequence[Received[ProgressData]]) -> None:
    """Keep computed progress."""
    rows = received_rows.rows(events)
    async with _counted(tx, events):
        await received_rows.keep(tx, ReceivedProgress, rows)
        await supersede(tx, ReceivedProgress, "commitment_id", (row["commitment_id"] for row in rows))


@event_router.on("compact.observations.recorded.v1", ObservationsData)
async def keep_coverage(tx: Transaction, events: Sequence[Received[ObservationsData]]) -> None:
    """Keep how far an indicator is measured."""
    rows = [
        {
            **received_rows.place(one),
            **one.data.model_dump(include={"indicator_id", "commitment_id"}),
            **one.data.coverage.model_dump(),
        }
        for one in events
    ]
    async with _counted(tx, events):
        await received_rows.keep(tx, ReceivedCoverage, rows)
        await supersede(tx, ReceivedCoverage, "indicator_id", (row["indicator_id"] for row in rows))
