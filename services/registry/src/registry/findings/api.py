"""`/v1/findings`: norms under pressure, each with the reply of the State concerned beside it."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from chassis.database import ReadSession, Transaction
from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, Paging, page
from chassis.http.preconditions import Tagged
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.resources.bulk import EXPORT_RESPONSES, ExportFormat, export_response
from chassis.resources.collections.models import PastInstant
from chassis.resources.steps import ReasonBody, Receipt, Steps
from chassis.values import AS_STORED, Key
from registry.findings import handling, reading, reporting
from registry.findings.lifecycle import FINDING
from registry.findings.models import FindingBody, FindingsQuery, NewFinding, NewReply
from registry.findings.rules.findings import Finding, Report

router = APIRouter(tags=["findings"], route_class=Operation)
Reporter = Annotated[Principal, Depends(requires("findings:write"))]
FindingCode = Annotated[Key, Path(max_length=80, examples=["F-2027-0014"])]


AsOf = Annotated[PastInstant | None, Query(description="The finding as it was at this time.")]


@router.post("/v1/findings", status_code=201, operation_id="report_finding", summary="Report a finding")
async def report_finding(who: Reporter, tx: WriteOnce, body: NewFinding, tagged: Tagged) -> FindingBody:
    """Report a norm under pressure. It is reviewed before it becomes public."""
    finding = await reporting.report(tx, Report.model_validate(body), who)
    return tagged(_body(finding), location=f"/v1/findings/{finding.code}")


@router.get("/v1/findings", operation_id="list_findings", summary="List findings")
async def list_findings(
    who: Anyone,
    session: Read,
    paging: Pages,
    request: Request,
    response: Response,
    wanted: Annotated[FindingsQuery, Query()],
) -> Page[FindingBody]:
    """Public findings; besides, those about your State, those that you reported, and to reviewers all."""
    rows = await reading.some(session, paging, who, wanted.filters(), wanted.sort, wanted.as_of)
    keys = dict.fromkeys([wanted.sort.removeprefix("-"), "code"])
    shown, cursor = page(rows, paging, request, response, *keys)
    return Page(items=[_body(finding) for finding in shown], next_cursor=cursor)


@router.get(
    "/v1/findings:export",
    operation_id="export_findings",
    summary="Export findings",
    response_class=StreamingResponse,
    responses=EXPORT_RESPONSES,
)
async def export_findings(
    who: Anyone, request: Request, form: ExportFormat, wanted: Annotated[FindingsQuery, Query()]
) -> Response:
    """All findings that are wanted and that you may read, by code."""

    async def pages(session: ReadSession, after: tuple[Any, ...] | None, limit: int) -> Sequence[FindingBody]:
        rows = await reading.some(session, Paging(limit, after), who, wanted.filters(), as_of=wanted.as_of)
        return [_body(finding) for finding in rows[:limit]]

    return await export_response(request, form, FindingBody, pages, key=_code, name="findings")


@router.get("/v1/findings/{code}", operation_id="get_finding", summary="Get a finding")
async def get_finding(
    who: Anyone, session: Read, code: FindingCode, tagged: Tagged, as_of: AsOf = None
) -> FindingBody:
    """One finding, with the reply of the State concerned."""
    return tagged(_body(await reading.one(session, code, who, as_of)))


steps = Steps(router, FINDING, key=FindingCode, load=handling.locked)


@steps.step("publish")
async def publish_finding(tx: Transaction, finding: Finding, _: Principal) -> Receipt:
    """Make a finding public after review; the State concerned is invited to reply."""
    return await handling.publish(tx, finding)


@steps.step("dismiss")
async def dismiss_finding(tx: Transaction, finding: Finding, _: Principal, body: ReasonBody) -> Receipt:
    """Decide after review that it is no finding; it does not become public."""
    return await handling.dismiss(tx, finding, body.reason)


@steps.step("reply", load=handling.locked_for_reply)
async def reply_to_finding(tx: Transaction, finding: Finding, _: Principal, body: NewReply) -> Receipt:
    """Give the view of your State. The reply stands beside the finding; a new one replaces the former."""
    return await handling.reply(tx, finding, body.text)


@steps.step("close")
async def close_finding(tx: Transaction, finding: Finding, _: Principal, body: ReasonBody) -> Receipt:
    """Settle a public finding and give the reason; it stays readable, with the reply."""
    return await handling.close(tx, finding, body.reason)


def _body(finding: Finding) -> FindingBody:
    reply = None if finding.reply is None else {"text": finding.reply, "at": finding.replied_at}
    return FindingBody.model_validate(
        {**finding.model_dump(), "status": finding.status, "reply": reply}, context=AS_STORED
    )


def _code(finding: FindingBody) -> tuple[str]:
    return (finding.code,)
