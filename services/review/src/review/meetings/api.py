"""`/v1/meetings`: where the record is discussed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import Tagged
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from review.meetings import scheduling
from review.meetings.models import MeetingBody, NewMeeting

Secretariat = Annotated[Principal, Depends(requires("meetings:write"))]
router = APIRouter(tags=["meetings"], route_class=Operation)


@router.post("/v1/meetings", status_code=201, operation_id="schedule_meeting", summary="Schedule a meeting")
async def schedule_meeting(who: Secretariat, tx: WriteOnce, body: NewMeeting, tagged: Tagged) -> MeetingBody:
    """Announce a meeting; milestones name it, and its agenda follows from their record."""
    meeting = await scheduling.schedule_meeting(tx, body)
    return tagged(meeting, location=f"/v1/meetings/{meeting.id}")


@router.get("/v1/meetings", operation_id="list_meetings", summary="List meetings")
async def list_meetings(
    who: Anyone, session: Read, paging: Pages, request: Request, response: Response
) -> Page[MeetingBody]:
    """Meetings in the order in which they were scheduled."""
    meetings, cursor = page(await scheduling.page_of(session, paging), paging, request, response, "id")
    return Page(items=meetings, next_cursor=cursor)


@router.get("/v1/meetings/{meeting_id}", operation_id="get_meeting", summary="Read a meeting")
async def get_meeting(who: Anyone, session: Read, meeting_id: UUID, tagged: Tagged) -> MeetingBody:
    """One meeting."""
    return tagged(await scheduling.find(session, meeting_id))
