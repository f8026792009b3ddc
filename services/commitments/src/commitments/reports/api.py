"""`/v1/reports`: what a party reports for a milestone; public once it is submitted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from chassis.database import Transaction
from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import IfMatch, Tagged, check_match
from chassis.http.session import Read, Write
from chassis.identity import Anyone, Principal, requires
from chassis.resources.steps import Receipt, Steps
from chassis.values import PartyCode
from commitments.reports import deciding, drafting, reading, submitting
from commitments.reports.lifecycle import REPORT
from commitments.reports.models import DecisionBody, NewReport, ReportBody, ReportPatch, StoredReport

Reporter = Annotated[Principal, Depends(requires("reports:write"))]
router = APIRouter(tags=["reports"], route_class=Operation)


@router.post("/v1/reports", status_code=201, operation_id="create_report", summary="Begin a report")
async def create_report(who: Reporter, tx: WriteOnce, body: NewReport, tagged: Tagged) -> ReportBody:
    """Draft the report of your party for a milestone."""
    who.check_party(body.party)
    report = await drafting.draft(tx, body)
    shown = await reading.find(tx, report.id, who.party)
    return tagged(shown, location=f"/v1/reports/{report.id}")


@router.get("/v1/reports", operation_id="list_reports", summary="List reports")
async def list_reports(
    who: Anyone,
    session: Read,
    paging: Pages,
    request: Request,
    response: Response,
    milestone_id: UUID | None = None,
    party: PartyCode | None = None,
) -> Page[ReportBody]:
    """Submitted reports, and your party's own drafts, oldest first."""
    found = await reading.page_of(session, paging, who.party, milestone_id, party)
    shown, cursor = page(found, paging, request, response, "id")
    return Page(items=shown, next_cursor=cursor)


@router.get("/v1/reports/{report_id}", operation_id="get_report", summary="Get a report")
async def get_report(who: Anyone, session: Read, report_id: UUID, tagged: Tagged) -> ReportBody:
    """One report."""
    return tagged(await reading.find(session, report_id, who.party))


@router.patch("/v1/reports/{report_id}", operation_id="change_report", summary="Change a report")
async def change_report(
    who: Reporter, tx: Write, report_id: UUID, if_match: IfMatch, body: ReportPatch, tagged: Tagged
) -> ReportBody:
    """Apply a merge patch to what is not submitted, or was returned.

    The report is then to be completed and signed off again.
    """
    report = await reading.own(tx, report_id, who)
    check_match(if_match, report)
    await drafting.change(tx, report, body)
    return tagged(await reading.find(tx, report_id, who.party))


steps = Steps(router, REPORT, key=UUID, load=reading.own)


@steps.step("complete")
async def complete_report(tx: Transaction, report: StoredReport, _: Principal) -> Receipt:
    """Note that its author has finished."""
    return Receipt.of(*await submitting.complete(tx, report))


@steps.step("sign-off")
async def sign_off_report(tx: Transaction, report: StoredReport, _: Principal) -> Receipt:
    """Stand behind a completed report for your party."""
    return Receipt.of(*await submitting.sign_off(tx, report))


@steps.step("submit")
async def submit_report(tx: Transaction, report: StoredReport, _: Principal) -> Receipt:
    """Make a signed-off report public, before the milestone is locked."""
    return Receipt.of(*await submitting.submit(tx, report))


@steps.step("accept", load=reading.submitted)
async def accept_report(tx: Transaction, report: StoredReport, _: Principal, body: DecisionBody) -> Receipt:
    """Note that the newest submission is as it should be."""
    return Receipt.of(*await deciding.decide(tx, report, "accepted", body.note))


@steps.step("return", load=reading.submitted)
async def return_report(tx: Transaction, report: StoredReport, _: Principal, body: DecisionBody) -> Receipt:
    """Ask for another look at the newest submission, which stays public."""
    return Receipt.of(*await deciding.decide(tx, report, "returned", body.note))
