"""What is read of the commitments service and kept as versions: commitments, and their computed progress."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import Field

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import EventRouter, Received
from registry.implementation.tables import ReceivedCommitment, ReceivedProgress

event_router = EventRouter()
ENDED = ("withdrawn", "expired")
"""Statuses in which a commitment promises nothing any more."""
PROGRESS_RECEIVED = "progress.received"
"""The kind of change when computed progress is received, before it is kept: gets the events."""
COMMITMENTS_RECEIVED = "commitments.received"
"""The kind of change when commitments or their progress were kept: gets their ids."""


class AlignmentData(ReceivedData):
    """One goal of a commitment."""

    framework: str
    goal: str


class IndicatorData(ReceivedData):
    """The fields of an indicator that are used here: the definition that it goes by."""

    definition: str | None = None


class CommitmentData(ReceivedData):
    """The fields of a commitment that are used here."""

    commitment_id: UUID
    reference: str
    title: str
    party: str
    parties: list[str]
    status: str = "published"
    alignments: list[AlignmentData] = Field(default_factory=list)
    indicators: list[IndicatorData] = Field(default_factory=list)

    def promised(self) -> dict[str, list[str]]:
        """The goals that it serves and the definitions it is measured by; none of what has ended unkept."""
        stands = self.status not in ENDED
        goals = {f"{one.framework}/{one.goal}" for one in self.alignments if stands}
        definitions = {one.definition for one in self.indicators if one.definition and stands}
        return {"goals": sorted(goals), "definitions": sorted(definitions)}


class ProgressData(ReceivedData):
    """The fields of computed progress that are used here."""

    commitment_id: UUID
    party: str
    status: str


async def _keep_commitments(tx: Transaction, events: Sequence[Received[CommitmentData]]) -> None:
    used = {"commitment_id", "reference", "title", "party", "parties"}
    rows = [
        {**received_rows.place(one), **one.data.model_dump(include=used), **one.data.promised()}
        for one in events
    ]
    await received_rows.keep(tx, ReceivedCommitment, rows)
    await tx.changed(COMMITMENTS_RECEIVED, sorted({one.data.commitment_id for one in events}))


for _step in ("published", "changed", "started", "fulfilled", "withdrawn", "expired"):
    event_router.on(f"compact.commitment.{_step}.v1", CommitmentData)(_keep_commitments)


@event_router.on("compact.progress.computed.v1", ProgressData)
async def keep_progress(tx: Transaction, events: Sequence[Received[ProgressData]]) -> None:
    """Keep computed progress."""
    await tx.changed(PROGRESS_RECEIVED, events)
    await received_rows.keep(tx, ReceivedProgress, received_rows.rows(events))
    await tx.changed(COMMITMENTS_RECEIVED, sorted({one.data.commitment_id for one in events}))
