"""Scheduling meetings, and finding them."""

from collections.abc import Sequence
from uuid import UUID

from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging
from chassis.problems import InvalidError
from review.meetings import store
from review.meetings.errors import NoSuchMeetingError
from review.meetings.events import MeetingScheduled
from review.meetings.models import MeetingBody, NewMeeting


async def schedule_meeting(tx: Transaction, wanted: NewMeeting) -> MeetingBody:
    """Announce a meeting of some minutes of working time, to be divided among the items of its agenda."""
    if wanted.ends_at <= wanted.starts_at:
        raise InvalidError.at("/ends_at", "must be after the start")
    if wanted.minutes * 60 > (wanted.ends_at - wanted.starts_at).total_seconds():
        raise InvalidError.at("/minutes", "must not exceed the time from the start to the end")
    meeting = MeetingBody(id=new_id(), version=1, **wanted.model_dump())
    await store.add(tx, meeting)
    scheduled = MeetingScheduled(meeting_id=meeting.id, **meeting.model_dump(exclude={"id"}))
    tx.append(scheduled, subject=meeting.id)
    return meeting


async def find(session: ReadSession, meeting_id: UUID) -> MeetingBody:
    """The meeting. Raises `NoSuchMeetingError`."""
    meeting = await store.meeting(session, meeting_id)
    if meeting is None:
        raise NoSuchMeetingError("There is no such meeting.")
    return meeting


async def page_of(session: ReadSession, paging: Paging) -> Sequence[MeetingBody]:
    """A page of meetings, the oldest first."""
    return await store.meetings(session, paging)
