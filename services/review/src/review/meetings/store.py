"""Milestones, meetings and expected parties."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from sqlalchemy import func, insert, select, text
from sqlmodel import col
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging, after
from review.submissions.rules import Expected
from review.schedule.tables import ExpectedParty, Milestone
from review.meetings.tables import Meeting


async def meeting(session: Session, meeting_id: UUID) -> Meeting | None:
    """The meeting, if there is one."""
    return await session.get(Meeting, meeting_id)


async def meetings(session: Session, paging: Paging) -> Sequence[Meeting]:
    """A page of meetings, the oldest first."""
    wanted = after(select(Meeting), paging, col(Meeting.id))
    return (await session.scalars(wanted)).all()
