"""Completing, signing off and submitting a report: separate facts with separate times.

Only the ledger's time says when a report was submitted; so that time is compared with the lock date once more
when it is known.
"""

from typing import Any
from uuid import UUID

from chassis.database import Transaction
from commitments.reports import milestones
from commitments.reports.events import ReportCompleted, ReportSignedOff
from commitments.reports.models import StoredReport
from commitments.reports.recording import append_internal, append_public, submitted
from commitments.reports.store import reports as store


async def complete(tx: Transaction, report: StoredReport) -> tuple[StoredReport, UUID]:
    """Note that its author has finished; the report after that, and the event's id."""
    version = report.version + 1
    event_id = append_internal(tx, report, ReportCompleted(version=version, report_id=report.id))
    return await _saved(tx, report, completed_event_id=event_id), event_id


async def sign_off(tx: Transaction, report: StoredReport) -> tuple[StoredReport, UUID]:
    """Note that the party's focal point stands behind it; the report after that, and the event's id."""
    version = report.version + 1
    event_id = append_internal(tx, report, ReportSignedOff(version=version, report_id=report.id))
    return await _saved(tx, report, signed_off_event_id=event_id), event_id


async def submit(tx: Transaction, report: StoredReport) -> tuple[StoredReport, UUID]:
    """Make the report public, in time for the lock date by the ledger's clock or not at all.

    Returns the report after that, and the event's id.
    """
    milestone = await milestones.asked_of(tx, report)
    await milestones.take_in_time(tx, milestone, report)
    after = await _saved(tx, report, submission=report.submission + 1, decision=None)
    event_id = await append_public(tx, after, submitted(after))
    await store.add_submission(tx, after, event_id)
    return after, event_id


async def _saved(tx: Transaction, report: StoredReport, **facts: Any) -> StoredReport:
    after = report.model_copy(update={"version": report.version + 1, **facts})
    await store.save(tx, after)
    return after
