"""`/v1/milestones`: who owes what by when, and who has given it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field

from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import IfMatch, check_match, set_etag
from chassis.http.session import Read, Write
from chassis.identity import Anyone, Principal, requires
from chassis.problems.models import Instant, Line, PartyCode, Prose, RequestBody, ResponseBody
from review import milestones
from review.api.bodies import TimeZone
from review.milestones import Schedule
from review.rules.timeliness import Rates, Row, rates, rates_by_region

Secretariat = Annotated[Principal, Depends(requires("milestones:write"))]
router = APIRouter(tags=["milestones"], route_class=IdempotentRoute)


class NewMilestone(RequestBody):
    """A milestone to be opened."""

    title: Line = Field(examples=["Voluntary national reports for the 2030 forum"])
    framework: str = Field(pattern=r"^[A-Z][A-Z0-9-]{1,19}$", examples=["GCM"])
    scope: str = Field("all", max_length=40, description="`all` States, or the code of a grouping.")
    time_zone: TimeZone = "UTC"
    opens_at: AwareDatetime | None = Field(None, description="When reports may be submitted; now, if absent.")
    due_at: AwareDatetime | date = Field(description="A date alone means the end of that day in `time_zone`.")
    locks_at: AwareDatetime | date | None = Field(None, description="30 days after `due_at`, if absent.")
    meeting_id: UUID | None = None

    def schedule(self) -> Schedule:
        """Its times, as they were asked for."""
        return Schedule(self.time_zone, self.opens_at, self.due_at, self.locks_at)


class MilestonePatch(RequestBody):
    """Changes to a milestone that is not due yet; what is absent stays (RFC 7396)."""

    title: Line | None = None
    time_zone: TimeZone | None = None
    opens_at: AwareDatetime | None = None
    due_at: AwareDatetime | date | None = None
    locks_at: AwareDatetime | date | None = None
    meeting_id: UUID | None = None


class MilestoneBody(ResponseBody):
    """A milestone."""

    id: UUID
    version: int
    reference: str
    title: str
    framework: str
    scope: str
    opens_at: Instant
    due_at: Instant
    locks_at: Instant
    time_zone: str
    meeting_id: UUID | None
    passed_at: Instant | None


class SubmissionMatrix(ResponseBody):
    """Who has reported: one row per expected party, with counts and rates, over all and by region."""

    milestone_id: UUID
    as_of: Instant
    rates: Rates
    regions: dict[str, Rates]
    rows: list[Row]


class NewExtension(RequestBody):
    """More time for one party."""

    party: PartyCode
    due_at: AwareDatetime
    locks_at: AwareDatetime | None = None
    reason: Prose = Field(min_length=1)


class NewExemption(RequestBody):
    """No report is owed by one party."""

    party: PartyCode
    reason: Prose = Field(min_length=1)


class ExpectedBody(ResponseBody):
    """What is expected of one party."""

    milestone_id: UUID
    party: str
    region: str | None
    extended_due_at: Instant | None
    extended_locks_at: Instant | None
    extended_by: str | None
    extension_reason: str | None
    exempted_by: str | None
    exemption_reason: str | None


@router.post("/v1/milestones", status_code=201, operation_id="open_milestone", summary="Open a milestone")
async def open_milestone(
    who: Secretariat, tx: WriteOnce, body: NewMilestone, response: Response
) -> MilestoneBody:
    """Ask the parties of a scope for a report. The deadline is a row: it fires even after downtime."""
    milestone = await milestones.open_milestone(
        tx, body.title, body.framework, body.scope, body.schedule(), body.meeting_id
    )
    set_etag(response, milestone.version)
    response.headers["Location"] = f"/v1/milestones/{milestone.id}"
    return MilestoneBody.model_validate(milestone)


@router.get("/v1/milestones", operation_id="list_milestones", summary="List milestones")
async def list_milestones(
    who: Anyone, session: Read, paging: Pages, request: Request, response: Response
) -> Page[MilestoneBody]:
    """Milestones in the order in which they were opened."""
    rows, cursor = page(await milestones.page_of(session, paging), paging, request, response, "id")
    return Page(items=[MilestoneBody.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/v1/milestones/{milestone_id}", operation_id="get_milestone", summary="Read a milestone")
async def get_milestone(who: Anyone, session: Read, milestone_id: UUID, response: Response) -> MilestoneBody:
    """One milestone."""
    milestone = await milestones.find(session, milestone_id)
    set_etag(response, milestone.version)
    return MilestoneBody.model_validate(milestone)


@router.patch("/v1/milestones/{milestone_id}", operation_id="change_milestone", summary="Change a milestone")
async def change_milestone(
    who: Secretariat,
    tx: Write,
    milestone_id: UUID,
    if_match: IfMatch,
    body: MilestonePatch,
    response: Response,
) -> MilestoneBody:
    """Move or retitle a milestone. A deadline that has passed is never moved."""
    milestone = await milestones.find_to_change(tx, milestone_id)
    check_match(if_match, milestone.version)
    wanted = {**milestone.model_dump(), **body.model_dump(exclude_unset=True)}
    schedule = Schedule(*(wanted[name] for name in ("time_zone", "opens_at", "due_at", "locks_at")))
    await milestones.change_milestone(tx, milestone, wanted["title"], schedule, wanted["meeting_id"])
    set_etag(response, milestone.version)
    return MilestoneBody.model_validate(milestone)


@router.get(
    "/v1/milestones/{milestone_id}/submissions",
    operation_id="get_submission_matrix",
    summary="Read the submission matrix",
)
async def get_submission_matrix(
    who: Anyone, session: Read, milestone_id: UUID, as_of: datetime | None = None
) -> SubmissionMatrix:
    """Who has reported, now or as of a time. Each State counts once, in its review region."""
    moment, rows = await milestones.submissions(session, milestone_id, as_of)
    return SubmissionMatrix(
        milestone_id=milestone_id, as_of=moment, rates=rates(rows), regions=rates_by_region(rows), rows=rows
    )


@router.post(
    "/v1/milestones/{milestone_id}/extensions",
    status_code=201,
    operation_id="grant_extension",
    summary="Give a party more time",
)
async def grant_extension(
    who: Secretariat, tx: WriteOnce, milestone_id: UUID, body: NewExtension
) -> ExpectedBody:
    """Move the deadline and the lock of one party; the record says who granted it and why."""
    granted = await milestones.grant_extension(
        tx, milestone_id, body.party, body.due_at, body.locks_at, body.reason
    )
    return ExpectedBody.model_validate(granted)


@router.post(
    "/v1/milestones/{milestone_id}/exemptions",
    status_code=201,
    operation_id="grant_exemption",
    summary="Free a party from reporting",
)
async def grant_exemption(
    who: Secretariat, tx: WriteOnce, milestone_id: UUID, body: NewExemption
) -> ExpectedBody:
    """Expect no report of one party for this milestone."""
    granted = await milestones.grant_exemption(tx, milestone_id, body.party, body.reason)
    return ExpectedBody.model_validate(granted)
