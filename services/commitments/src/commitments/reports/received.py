"""What is read of review: milestones, and what single parties were granted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import EventRouter, Received
from commitments.reports.tables import ReceivedExemption, ReceivedExtension, ReceivedMilestone

event_router = EventRouter()


class MilestoneData(ReceivedData):
    """The fields of a milestone that are used here: who may submit a report, and when."""

    milestone_id: UUID
    reference: str
    framework: str
    opens_at: datetime
    due_at: datetime
    locks_at: datetime
    parties: list[str]


class ExtensionData(ReceivedData):
    """The fields of an extension that are used here: until when its party may submit."""

    milestone_id: UUID
    party: str
    locks_at: datetime


class ExemptionData(ReceivedData):
    """The fields of an exemption that are used here."""

    milestone_id: UUID
    party: str


async def _keep_milestones(tx: Transaction, events: Sequence[Received[MilestoneData]]) -> None:
    await received_rows.keep(tx, ReceivedMilestone, received_rows.rows(events))


for _event in ("compact.milestone.opened.v1", "compact.milestone.changed.v1"):
    event_router.on(_event, MilestoneData)(_keep_milestones)


@event_router.on("compact.extension.granted.v1", ExtensionData)
async def keep_extensions(tx: Transaction, events: Sequence[Received[ExtensionData]]) -> None:
    """Keep what one party was given."""
    await received_rows.keep(tx, ReceivedExtension, received_rows.rows(events))


@event_router.on("compact.exemption.granted.v1", ExemptionData)
async def keep_exemptions(tx: Transaction, events: Sequence[Received[ExemptionData]]) -> None:
    """Keep who owes no report."""
    await received_rows.keep(tx, ReceivedExemption, received_rows.rows(events))
