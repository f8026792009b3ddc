"""All SQL of meetings."""

from uuid import UUID

from sqlalchemy import insert, select

from chassis.database import ReadSession, Session, Transaction
from chassis.http.pages import Paging, after
from review.meetings.models import MeetingBody
from review.meetings.tables import Meeting

_meeting = Meeting.metadata.tables["review.meeting"]


async def add(tx: Transaction, meeting: MeetingBody) -> None:
    """Insert a meeting."""
    await tx.execute(insert(_meeting), meeting.model_dump())


async def meeting(session: Session, meeting_id: UUID) -> MeetingBody | None:
    """The meeting, if there is one."""
    rows = await session.execute(select(_meeting).where(_meeting.c.id == meeting_id))
    return next((MeetingBody(**row) for row in rows.mappings()), None)


async def meetings(session: ReadSession, paging: Paging) -> list[MeetingBody]:
    """A page of meetings, the oldest first."""
    rows = await session.execute(after(select(_meeting), paging, _meeting.c.id))
    return [MeetingBody(**row) for row in rows.mappings()]
