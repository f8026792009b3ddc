"""`/v1/findings`: norms under pressure, each with the reply of the State concerned beside it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chassis.database import ReadSession
from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, Paging, page
from chassis.http.preconditions import IfMatch, set_etag
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.problems.models import Instant, Line, PartyCode, RequestBody, ResponseBody, check_storable
from chassis.resources.bulk import EXPORT_RESPONSES, ExportFormat, export_response
from registry.catalogue.content import Code, Codes, Goal, PastDay, PastInstant, Wanted
from registry.findings import reading, reporting, steps
from registry.rules.findings import Finding, FindingKind, FindingStatus, Report

router = APIRouter(tags=["findings"], route_class=IdempotentRoute)
Reporter = Annotated[Principal, Depends(requires("findings:write"))]
Reviewer = Annotated[Principal, Depends(requires("findings:review"))]
State = Annotated[Principal, Depends(requires("findings:reply"))]
FindingCode = Annotated[str, Path(max_length=80, examples=["F-2027-0014"])]
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True),
    AfterValidator(check_storable),
]


Href = Annotated[str, StringConstraints(pattern=r"^(https?://|/v1/)[^\s\x00]+$", max_length=2000)]
AsOf = Annotated[PastInstant | None, Query(description="The finding as it was at this time.")]


class EvidenceBody(BaseModel):
    """A record on which a finding rests."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    source: Line = Field(description="Who keeps the record, or says so.", examples=["registry"])
    href: Href = Field(examples=["/v1/participations/ICRMW.KEN.withdrawal.2027-02-03"])


class NewFinding(RequestBody):
    """What is reported: a norm under pressure, and on which records that rests."""

    state: PartyCode = Field(examples=["KEN"])
    title: Line = Field(examples=["Kenya: fees for the recruitment of migrant workers are back"])
    text: Text
    instrument: Code | None = Field(None, examples=["ICRMW"])
    themes: Codes = Field(default_factory=list)
    goals: list[Goal] = Field(default_factory=list, max_length=100, examples=[["GCM/6"]])
    evidence: list[EvidenceBody] = Field(min_length=1, max_length=50)
    happened_on: PastDay | None = None


class ReplyBody(ResponseBody):
    """What the State concerned says."""

    text: str
    at: Instant


class FindingBody(ResponseBody):
    """A finding, and what became of it."""

    id: UUID
    version: int
    code: str
    kind: FindingKind
    state: str
    title: str
    text: str
    instrument: str | None
    themes: list[str]
    goals: list[str]
    evidence: list[EvidenceBody]
    happened_on: date | None
    status: FindingStatus
    raised_at: Instant
    published_at: Instant | None
    opened_on: date | None
    """The day on which it became public."""
    dismissed_at: Instant | None
    dismissed_reason: str | None
    reply: ReplyBody | None
    closed_at: Instant | None
    closed_reason: str | None


class FindingsWanted(Wanted):
    """Which findings are wanted."""

    state: PartyCode | None = None
    kind: FindingKind | None = None
    status: FindingStatus | None = None
    instrument: Code | None = None
    theme: Code | None = None
    goal: Goal | None = None
    sort: Literal["code", "-code", "opened_on", "-opened_on"] = "code"

    def filters(self) -> dict[str, str]:
        """What a finding has to be."""
        return self.model_dump(exclude={"as_of", "sort"}, exclude_none=True)


class ReasonBody(RequestBody):
    """Why."""

    reason: Text


class NewReply(RequestBody):
    """What your State says to a finding."""

    text: Text


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
    wanted: Annotated[FindingsWanted, Query()],
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
    who: Anyone, request: Request, form: ExportFormat, wanted: Annotated[FindingsWanted, Query()]
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
