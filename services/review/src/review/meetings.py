"""Scheduling meetings."""

from datetime import datetime

from chassis.database import Transaction
from chassis.identifiers import new_id
from chassis.problems import InvalidError
from review.events import MeetingScheduled
from review.tables import Meeting


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
