"""`/v1/findings`: norms under pressure, each with the reply of the State concerned beside it."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from chassis.database import ReadSession
from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, Paging, page
from chassis.http.preconditions import IfMatch, set_etag
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.resources.bulk import EXPORT_RESPONSES, ExportFormat, export_response
from registry.catalogue.models import PastInstant
from registry.findings import handling as steps
from registry.findings import reading, reporting
from registry.findings.models import FindingBody, FindingsQuery, NewFinding, NewReply, ReasonBody
from registry.findings.rules.findings import Finding, Report

router = APIRouter(tags=["findings"], route_class=IdempotentRoute)
Reporter = Annotated[Principal, Depends(requires("findings:write"))]
Reviewer = Annotated[Principal, Depends(requires("findings:review"))]
State = Annotated[Principal, Depends(requires("findings:reply"))]
FindingCode = Annotated[str, Path(max_length=80, examples=["F-2027-0014"])]


AsOf = Annotated[PastInstant | None, Query(description="The finding as it was at this time.")]


@router.post("/v1/findings", status_code=201, operation_id="report_finding", summary="Report a finding")
async def report_finding(who: Reporter, tx: WriteOnce, body: NewFinding, response: Response) -> FindingBody:
    """Report a norm under pressure. It is reviewed before it becomes public."""
    finding = await reporting.report(tx, Report.model_validate(body), who)
    response.headers["Location"] = f"/v1/findings/{finding.code}"
    return _shown(finding, response)


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
    who: Anyone, session: Read, code: FindingCode, response: Response, as_of: AsOf = None
) -> FindingBody:
    """One finding, with the reply of the State concerned."""
    return _shown(await reading.one(session, code, who, as_of), response)


@router.post("/v1/findings/{code}:publish", operation_id="publish_finding", summary="Publish a finding")
async def publish_finding(
    who: Reviewer, tx: WriteOnce, code: FindingCode, if_match: IfMatch, response: Response
) -> FindingBody:
    """Make a finding public after review; the State concerned is invited to reply."""
    return _shown(await steps.publish(tx, code, who, if_match), response)


@router.post("/v1/findings/{code}:dismiss", operation_id="dismiss_finding", summary="Dismiss a finding")
async def dismiss_finding(
    who: Reviewer, tx: WriteOnce, code: FindingCode, if_match: IfMatch, body: ReasonBody, response: Response
) -> FindingBody:
    """Decide after review that it is no finding; it does not become public."""
    return _shown(await steps.dismiss(tx, code, who, if_match, body.reason), response)


@router.post("/v1/findings/{code}:reply", operation_id="reply_to_finding", summary="Reply to a finding")
async def reply_to_finding(
    who: State, tx: WriteOnce, code: FindingCode, if_match: IfMatch, body: NewReply, response: Response
) -> FindingBody:
    """Say how your State sees it. The reply stands beside the finding; a new one takes the former's place."""
    return _shown(await steps.reply(tx, code, who, if_match, body.text), response)


@router.post("/v1/findings/{code}:close", operation_id="close_finding", summary="Close a finding")
async def close_finding(
    who: Reviewer, tx: WriteOnce, code: FindingCode, if_match: IfMatch, body: ReasonBody, response: Response
) -> FindingBody:
    """Settle a public finding and say why; it stays readable, with the reply."""
    return _shown(await steps.close(tx, code, who, if_match, body.reason), response)


def _shown(finding: Finding, response: Response) -> FindingBody:
    set_etag(response, finding.version)
    return _body(finding)


def _body(finding: Finding) -> FindingBody:
    reply = None if finding.reply is None else {"text": finding.reply, "at": finding.replied_at}
    return FindingBody.model_validate({**finding.model_dump(), "status": finding.status, "reply": reply})


def _code(finding: FindingBody) -> tuple[str]:
    return (finding.code,)
