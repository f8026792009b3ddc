"""Reading reports, as their own party and as everyone else may."""

from uuid import UUID

from chassis.database import ReadSession, Session, Transaction
from chassis.http.pages import Paging
from chassis.identity import Principal
from commitments.reports.errors import NoSuchReportError
from commitments.reports.models import ReportBody, StoredReport
from commitments.reports.store import reports as store


async def own(tx: Transaction, report_id: UUID, who: Principal) -> StoredReport:
    """The report, locked, if `who` speaks for its party. What is not submitted is hidden from all others."""
    report = await store.lock(tx, report_id)
    if report is None or (report.party != who.party and report.submission == 0):
        raise NoSuchReportError("There is no such report.")
    who.check_party(report.party)
    return report


async def submitted(tx: Transaction, report_id: UUID, _: Principal) -> StoredReport:
    """The report, locked, if it was ever submitted."""
    report = await store.lock(tx, report_id)
    if report is None or report.submission == 0:
        raise NoSuchReportError("There is no such report.")
    return report


async def find(session: Session, report_id: UUID, reader: str | None) -> ReportBody:
    """The report as `reader` (a party, or nobody in particular) may read it."""
    report = await store.visible(session, report_id, reader)
    if report is None:
        raise NoSuchReportError("There is no such report.")
    return report


async def page_of(
    session: ReadSession, paging: Paging, reader: str | None, milestone_id: UUID | None, party: str | None
) -> list[ReportBody]:
    """The reports that `reader` may read, oldest first."""
    return await store.page_of(session, paging, reader, milestone_id, party)
