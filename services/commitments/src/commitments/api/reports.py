"""`/v1/reports`: what a party reports for a milestone; public once it is submitted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import IfMatch, check_match, set_etag
from chassis.http.session import Read, Write
from chassis.identity import Anyone, Principal, requires
from chassis.problems.models import Instant, PartyCode, Prose, RequestBody, ResponseBody
from commitments import reports
from commitments.api.bodies import Receipt
from commitments.content.patches import ReportPatch
from commitments.content.reports import Challenge, NewReport, Practice
from commitments.rules.reports import Decision

Reporter = Annotated[Principal, Depends(requires("reports:write"))]
FocalPoint = Annotated[Principal, Depends(requires("reports:sign-off"))]
by_reviewer = [Depends(requires("reports:review"))]
router = APIRouter(tags=["reports"], route_class=IdempotentRoute)


class ReportBody(ResponseBody):
    """A report: its party's work in progress for that party, its newest submission for everyone else."""

    id: UUID
    version: int
    milestone_id: UUID
    party: str
    title: str
    language: str
    challenges: list[Challenge]
    practices: list[Practice]
    completed_at: Instant | None
    """When its author finished; for its own party only."""
    signed_off_at: Instant | None
    """When the focal point stood behind it; for its own party only."""
    submission: int
    """How often it was submitted."""
    first_submitted_at: Instant | None
    """By the ledger's clock; this decides whether it was on time."""
    submitted_at: Instant | None
    decision: Decision | None
    """The secretariat's word on the newest submission."""
    decided_at: Instant | None
    note: str | None


class DecisionBody(RequestBody):
    """Why a report is accepted or returned."""

    note: Prose = ""


@router.post("/v1/reports", status_code=201, operation_id="create_report", summary="Begin a report")
async def create_report(who: Reporter, tx: WriteOnce, body: NewReport, response: Response) -> ReportBody:
    """Draft the report of your party for a milestone."""
    who.check_party(body.party)
    report = await reports.draft(tx, body)
    response.headers["Location"] = f"/v1/reports/{report.id}"
    return await _shown(tx, report.id, who, response)


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
    rows = await reports.page_of(session, paging, who.party, milestone_id, party)
    shown, cursor = page(rows, paging, request, response, "id")
    return Page(items=[ReportBody.model_validate(row) for row in shown], next_cursor=cursor)


@router.get("/v1/reports/{report_id}", operation_id="get_report", summary="Read a report")
async def get_report(who: Anyone, session: Read, report_id: UUID, response: Response) -> ReportBody:
    """One report."""
    return await _shown(session, report_id, who, response)


@router.patch("/v1/reports/{report_id}", operation_id="change_report", summary="Change a report")
async def change_report(
    who: Reporter, tx: Write, report_id: UUID, if_match: IfMatch, body: ReportPatch, response: Response
) -> ReportBody:
    """Change what is not submitted, or was returned. It is then to be completed and signed off again."""
    report = await reports.own(tx, report_id, who)
    check_match(if_match, report.version)
    await reports.change(tx, report, body)
    return await _shown(tx, report_id, who, response)


@router.post("/v1/reports/{report_id}:complete", operation_id="complete_report", summary="Complete a report")
async def complete_report(who: Reporter, tx: WriteOnce, report_id: UUID, response: Response) -> Receipt:
    """Say that its author has finished."""
    report = await reports.own(tx, report_id, who)
    return _receipt(report_id, await reports.complete(tx, report), report.version, response)


@router.post("/v1/reports/{report_id}:sign-off", operation_id="sign_off_report", summary="Sign a report off")
async def sign_off_report(who: FocalPoint, tx: WriteOnce, report_id: UUID, response: Response) -> Receipt:
    """Stand behind a completed report for your party."""
    report = await reports.own(tx, report_id, who)
    return _receipt(report_id, await reports.sign_off(tx, report), report.version, response)


@router.post("/v1/reports/{report_id}:submit", operation_id="submit_report", summary="Submit a report")
async def submit_report(who: Reporter, tx: WriteOnce, report_id: UUID, response: Response) -> Receipt:
    """Make a signed-off report public, before the milestone is locked."""
    report = await reports.own(tx, report_id, who)
    return _receipt(report_id, await reports.submit(tx, report), report.version, response)


@router.post(
    "/v1/reports/{report_id}:accept",
    dependencies=by_reviewer,
    operation_id="accept_report",
    summary="Accept a report",
)
async def accept_report(tx: WriteOnce, report_id: UUID, body: DecisionBody, response: Response) -> Receipt:
    """Note that the newest submission is as it should be."""
    event_id, version = await reports.decide(tx, report_id, "accepted", body.note)
    return _receipt(report_id, event_id, version, response)


@router.post(
    "/v1/reports/{report_id}:return",
    dependencies=by_reviewer,
    operation_id="return_report",
    summary="Return a report",
)
async def return_report(tx: WriteOnce, report_id: UUID, body: DecisionBody, response: Response) -> Receipt:
    """Ask for another look at the newest submission, which stays public."""
    event_id, version = await reports.decide(tx, report_id, "returned", body.note)
    return _receipt(report_id, event_id, version, response)


async def _shown(session: Read | Write, report_id: UUID, who: Principal, response: Response) -> ReportBody:
    report = ReportBody.model_validate(await reports.find(session, report_id, who.party))
    set_etag(response, report.version)
    return report


def _receipt(report_id: UUID, event_id: UUID, version: int, response: Response) -> Receipt:
    set_etag(response, version)
    return Receipt(id=report_id, version=version, event_id=event_id)
