"""Accepting and returning what was submitted: the secretariat's note on quality, which hides nothing."""

from uuid import UUID

from chassis.database import Transaction
from commitments.reports.events import ReportAccepted, ReportReturned
from commitments.reports.models import StoredReport
from commitments.reports.recording import append_public
from commitments.reports.rules import Decision
from commitments.reports.store import reports as store


async def decide(
    tx: Transaction, report: StoredReport, decision: Decision, note: str
) -> tuple[StoredReport, UUID]:
    """Decide on the newest submission; the report after that, and the event's id.

    What is returned is to be completed and signed off again.
    """
    facts = {"completed_event_id": None, "signed_off_event_id": None} if decision == "returned" else {}
    after = report.model_copy(update={"version": report.version + 1, "decision": decision, **facts})
    event_type = {"accepted": ReportAccepted, "returned": ReportReturned}[decision]
    event = event_type(
        version=after.version,
        report_id=after.id,
        milestone_id=after.milestone_id,
        party=after.party,
        note=note,
    )
    event_id = await append_public(tx, after, event)
    await store.save(tx, after)
    await store.note_decision(tx, after, decision, note, event_id)
    return after, event_id
