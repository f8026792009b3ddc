"""Submitted reports, as the commitments service publishes them: the ledger time of each is its time."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import Field

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import EventRouter, Received
from review.submissions.tables import ReceivedReport

event_router = EventRouter()


class ReportData(ReceivedData):
    """The fields that review uses of a submitted report."""

    report_id: UUID
    milestone_id: UUID
    party: str
    title: str
    challenges: list[dict[str, Any]] = Field(default_factory=list)
    practices: list[dict[str, Any]] = Field(default_factory=list)


@event_router.on("compact.report.submitted.v1", ReportData)
async def keep_reports(tx: Transaction, events: Sequence[Received[ReportData]]) -> None:
    """Keep submissions as versions."""
    await received_rows.keep(tx, ReceivedReport, received_rows.rows(events))
