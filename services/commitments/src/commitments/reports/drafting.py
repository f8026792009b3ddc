"""Drafting reports, and changing them. What is not submitted is its party's own."""

from chassis import ledger
from chassis.base.clock import rfc3339
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.problems import InvalidError
from chassis.values import AS_STORED
from commitments.commitments.errors import refuse
from commitments.reports import milestones, rules
from commitments.reports.errors import ReportExistsError, ReportSubmittedError
from commitments.reports.events import ReportDrafted
from commitments.reports.models import NewReport, ReportContent, ReportPatch, StoredReport
from commitments.reports.recording import append_internal, check_fits
from commitments.reports.store import reports as store


async def draft(tx: Transaction, content: NewReport) -> StoredReport:
    """Begin the report of a party for a milestone that asks it for one."""
    milestone = await milestones.find(tx, content.milestone_id, content.party)
    if milestone is None:
        raise InvalidError.at("/milestone_id", "no such milestone is open for reports")
    if await ledger.now(tx) < milestone.opens_at:
        raise InvalidError.at(
            "/milestone_id", f"{milestone.reference} opens at {rfc3339(milestone.opens_at)}"
        )
    refuse(rules.party_faults(milestone, content.party))
    await milestones.check_goals(tx, milestone.framework, content)
    report = StoredReport(id=new_id(), **content.model_dump())
    check_fits(report)
    if not await store.add(tx, report):
        raise ReportExistsError(f"{report.party} has a report for {milestone.reference} already.")
    append_internal(tx, report, ReportDrafted(version=report.version, report_id=report.id))
    return report


async def change(tx: Transaction, report: StoredReport, patch: ReportPatch) -> None:
    """Change a report; it is then to be completed and signed off again. Without a difference it stays."""
    if report.status not in rules.OPEN:
        raise ReportSubmittedError(
            f"Submission {report.submission} was made; the report can change if it is returned."
        )
    stored = report.model_dump(include=set(store.CONTENT))
    before = ReportContent.model_validate(stored, context=AS_STORED)
    content = patch.apply(before)
    if content == before:
        return
    milestone = await milestones.asked_of(tx, report)
    await milestones.check_goals(tx, milestone.framework, content)
    facts = {"completed_event_id": None, "signed_off_event_id": None, "version": report.version + 1}
    changed = report.model_copy(update={**dict(content), **facts})
    check_fits(changed)
    append_internal(tx, changed, ReportDrafted(version=changed.version, report_id=changed.id))
    await store.save(tx, changed)
