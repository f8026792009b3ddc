"""Scheduling meetings."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging
from chassis.problems import InvalidError
from review.errors import NoSuchMeetingError
from review.events import MeetingScheduled
from review.store import milestones as store
from review.tables.meetings import Meeting


async def schedule_meeting(
    tx: Transaction,
    title: str,
    place: str | None,
    starts_at: datetime,
    ends_at: datetime,
    time_zone: str,
    minutes: int,
) -> Meeting:
    """Announce a meeting of `minutes` of working time, to be divided among the items of its agenda."""
    if ends_at <= starts_at:
        raise InvalidError.at("/ends_at", "the meeting must end after it starts")
    if minutes * 60 > (ends_at - starts_at).total_seconds():
        raise InvalidError.at("/minutes", "the meeting is shorter than its working time")
    meeting = Meeting(
        id=new_id(),
        title=title,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        minutes=minutes,
    )
    tx.add(meeting)
    told = {"meeting_id": meeting.id, **meeting.model_dump(exclude={"id"})}
    tx.append(MeetingScheduled(**told), subject=meeting.id)
    return meeting


async def find(session: ReadSession, meeting_id: UUID) -> Meeting:
    """The meeting. Raises `NoSuchMeetingError`."""
    meeting = await store.meeting(session, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError("There is no such meeting.")
    return meeting


async def page_of(session: ReadSession, paging: Paging) -> Sequence[Meeting]:
    """A page of meetings, the oldest first."""
    return await store.meetings(session, paging)
