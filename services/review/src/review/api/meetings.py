"""`/v1/meetings`: where the record is talked about."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field

from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import set_etag
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.problems.models import Instant, Line, RequestBody, ResponseBody
from review import meetings
from review.api.bodies import TimeZone

Secretariat = Annotated[Principal, Depends(requires("meetings:write"))]
router = APIRouter(tags=["meetings"], route_class=IdempotentRoute)


class NewMeeting(RequestBody):
    """A meeting to be scheduled."""

    title: Line = Field(examples=["International Migration Review Forum 2030"])
    place: Line | None = Field(None, examples=["New York"])
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: TimeZone = "UTC"
    minutes: int = Field(ge=1, le=100_000, description="Working time, divided among the agenda's items.")


class MeetingBody(ResponseBody):
    """A meeting."""

    id: UUID
    version: int
    title: str
    place: str | None
    starts_at: Instant
    ends_at: Instant
    time_zone: str
    minutes: int


@router.post("/v1/meetings", status_code=201, operation_id="schedule_meeting", summary="Schedule a meeting")
async def schedule_meeting(
    who: Secretariat, tx: WriteOnce, body: NewMeeting, response: Response
) -> MeetingBody:
    """Announce a meeting; milestones name it, and its agenda follows from their record."""
    meeting = await meetings.schedule_meeting(tx, **body.model_dump())
    set_etag(response, meeting.version)
    response.headers["Location"] = f"/v1/meetings/{meeting.id}"
    return MeetingBody.model_validate(meeting)


@router.get("/v1/meetings", operation_id="list_meetings", summary="List meetings")
async def list_meetings(
    who: Anyone, session: Read, paging: Pages, request: Request, response: Response
) -> Page[MeetingBody]:
    """Meetings in the order in which they were scheduled."""
    rows, cursor = page(await meetings.page_of(session, paging), paging, request, response, "id")
    return Page(items=[MeetingBody.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/v1/meetings/{meeting_id}", operation_id="get_meeting", summary="Read a meeting")
async def get_meeting(who: Anyone, session: Read, meeting_id: UUID, response: Response) -> MeetingBody:
    """One meeting."""
    meeting = await meetings.find(session, meeting_id)
    set_etag(response, meeting.version)
    return MeetingBody.model_validate(meeting)
