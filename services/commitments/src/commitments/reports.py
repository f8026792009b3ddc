"""Reports: drafted, completed, signed off, submitted, and then accepted or returned.

Each step is a fact of its own with its own event. Only the ledger's time says when a report was submitted; so
that time is compared with the lock date once more when it is known.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis import ledger
from chassis.base.clock import rfc3339
from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging
from chassis.identity import Principal
from chassis.ledger.events import EventData
from chassis.problems import InvalidError
from commitments import milestones
from commitments.content.patches import ReportPatch
from commitments.content.reports import NewReport, ReportContent
from commitments.errors import (
    NoSuchReportError,
    NotSubmittedError,
    ReportExistsError,
    ReportNotOpenError,
    ReportNotReadyError,
    ReportSubmittedError,
    refuse,
)
from commitments.events import (
    ReportAccepted,
    ReportCompleted,
    ReportDrafted,
    ReportReturned,
    ReportSignedOff,
    ReportSubmitted,
    check_size,
)
from commitments.rules import reports as rules
from commitments.rules.reports import Decision, Milestone
from commitments.store import received
from commitments.store import reports as store
from commitments.tables import Report, ReportSubmission


async def draft(tx: Transaction, content: NewReport) -> Report:
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
    report = Report(id=new_id(), **content.model_dump())
    check_size(_submitted(report, 1), "/challenges")
    if not await store.add(tx, report):
        raise ReportExistsError(f"{report.party} has a report for {milestone.reference} already.")
    _note(tx, report, ReportDrafted(version=1, report_id=report.id))
    return report


async def change(tx: Transaction, report: Report, patch: ReportPatch) -> Report:
    """Change what a report says; it is then to be completed and signed off again."""
    await _open_submission(tx, report)
    content = patch.changed(ReportContent(**report.model_dump(include=set(store.CONTENT))))
    await milestones.check_goals(tx, (await _milestone(tx, report)).framework, content)
    for name, value in content.model_dump().items():
        setattr(report, name, value)
    check_size(_submitted(report, 1), "/challenges")
    report.completed_event_id = report.signed_off_event_id = None
    report.version += 1
    _note(tx, report, ReportDrafted(version=report.version, report_id=report.id))
    return report


async def complete(tx: Transaction, report: Report) -> UUID:
    """Its author has finished."""
    await _open_submission(tx, report)
    if report.completed_event_id is not None:
        raise ReportNotReadyError("The report is completed already.")
    report.version += 1
    report.completed_event_id = _note(
        tx, report, ReportCompleted(version=report.version, report_id=report.id)
    )
    return report.completed_event_id


async def sign_off(tx: Transaction, report: Report) -> UUID:
    """The party's focal point stands behind what its author has completed."""
    await _open_submission(tx, report)
    if report.completed_event_id is None:
        raise ReportNotReadyError("Its author has not completed the report.")
    if report.signed_off_event_id is not None:
        raise ReportNotReadyError("The report is signed off already.")
    report.version += 1
    report.signed_off_event_id = _note(
        tx, report, ReportSignedOff(version=report.version, report_id=report.id)
    )
    return report.signed_off_event_id


async def submit(tx: Transaction, report: Report) -> UUID:
    """Make the report public, in time for the lock date by the ledger's clock or not at all."""
    submission = await _open_submission(tx, report) + 1
    missing = rules.missing_step(
        report.completed_event_id is not None, report.signed_off_event_id is not None
    )
    if missing is not None:
        raise ReportNotReadyError(missing)
    await milestones.take_in_time(tx, await _milestone(tx, report), report.party)
    report.version += 1
    event_id = await _publish(tx, report, _submitted(report, submission))
    content = {name: getattr(report, name) for name in store.CONTENT}
    tx.add(ReportSubmission(report_id=report.id, submission=submission, event_id=event_id, **content))
    return event_id


async def decide(tx: Transaction, report_id: UUID, decision: Decision, note: str) -> tuple[UUID, int]:
    """The secretariat's word on the newest submission; returns the event's id and the report's version.

    What is returned is to be completed and signed off again.
    """
    report = await store.lock(tx, report_id)
    latest = await store.latest_submission(tx, report_id)
    if report is None or latest is None:
        raise NoSuchReportError("There is no such report.")
    if not rules.awaits_decision(latest.submission, latest.decision):
        raise NotSubmittedError(f"Submission {latest.submission} was {latest.decision} already.")
    report.version += 1
    decided = {"accepted": ReportAccepted, "returned": ReportReturned}[decision](
        version=report.version,
        report_id=report.id,
        milestone_id=report.milestone_id,
        party=report.party,
        note=note,
    )
    event_id = await _publish(tx, report, decided)
    latest.decision, latest.note, latest.decision_event_id = decision, note, event_id
    if decision == "returned":
        report.completed_event_id = report.signed_off_event_id = None
    return event_id, report.version


async def own(tx: Transaction, report_id: UUID, who: Principal) -> Report:
    """The report, locked, if `who` speaks for its party. What is not submitted is hidden from all others."""
    report = await store.lock(tx, report_id)
    if report is None or (report.party != who.party and not await store.latest_submission(tx, report_id)):
        raise NoSuchReportError("There is no such report.")
    who.check_party(report.party)
    return report


async def _open_submission(tx: Transaction, report: Report) -> int:
    """The number of submissions so far, of a report that may still be changed."""
    latest = await store.latest_submission(tx, report.id)
    number, decision = (latest.submission, latest.decision) if latest else (0, None)
    if not rules.is_open(number, decision):
        raise ReportSubmittedError(f"Submission {number} was made; the report can change if it is returned.")
    return number


async def _milestone(tx: Transaction, report: Report) -> Milestone:
    milestone = await milestones.find(tx, report.milestone_id, report.party)
    if milestone is None:
        raise ReportNotOpenError("Nothing is known of the milestone while review's record is read again.")
    return milestone


def _submitted(report: Report, submission: int) -> ReportSubmitted:
    return ReportSubmitted(
        version=report.version,
        report_id=report.id,
        submission=submission,
        **report.model_dump(include={"milestone_id", "party", *store.CONTENT}),
    )


def _note(tx: Transaction, report: Report, fact: EventData) -> UUID:
    return tx.append(fact, subject=report.id, party=report.party, public=False)


async def _publish(tx: Transaction, report: Report, fact: EventData) -> UUID:
    regions = await received.regions(tx, [report.party])
    return tx.append(fact, subject=report.id, party=report.party, region=regions.get(report.party))


async def find(session: ReadSession | Transaction, report_id: UUID, reader: str | None) -> Row[Any]:
    """The report as `reader` (a party, or nobody in particular) may read it."""
    row = await store.visible(session, report_id, reader)
    if row is None:
        raise NoSuchReportError("There is no such report.")
    return row


async def page_of(
    session: ReadSession, paging: Paging, reader: str | None, milestone_id: UUID | None, party: str | None
) -> list[Row[Any]]:
    """The reports that `reader` may read, oldest first."""
    return await store.page_of(session, paging, reader, milestone_id, party)
