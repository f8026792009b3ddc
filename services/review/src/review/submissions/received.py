"""What the review service reads from commitments, and how it keeps it."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID
from pydantic import Field
from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import Received
from review.agendas.received.inbox import event_router
from review.agendas.store import counting
from review.agendas.store import received as store
from review.agendas.tables.commitments import ReceivedAlignment, ReceivedCommitment, ReceivedCoverage, ReceivedGoal, ReceivedIndicator, ReceivedProgress
from review.submissions.tables import ReceivedReport


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
    """Keep submissions; the ledger time of each is the time of submission."""
    await received_rows.keep(tx, ReceivedReport, received_rows.rows(events))
