"""Opening and changing milestones, extensions and exemptions, and what a deadline brings about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from chassis import ledger, timers
from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging
from chassis.problems import InvalidError
from chassis.timers import Due
from review.schedule.errors import DeadlinePassedError, NoSuchMilestoneError
from review.schedule.events import DeadlinePassed, ExemptionGranted, ExtensionGranted, MilestoneChanged, MilestoneOpened
from review.schedule.deadlines import LOCK_AFTER, ScheduleFault, check_schedule, instant
from review.submissions.rules import Row, matrix
from review.agendas.store import versions as agendas, received
from review.schedule import store
from review.schedule.tables import ExpectedParty, Milestone


async def submissions(
    session: Session, milestone_id: UUID, as_of: datetime | None
) -> tuple[datetime, list[Row]]:
    """The submission matrix now or as of a time, and that time."""
    milestone = await find(session, milestone_id)
    moment = as_of or await ledger.now(session)
    epoch = await store.reporting_epoch(session)
    expected = await store.expected(session, milestone_id, moment, epoch)
    return moment, matrix(expected, milestone.due_at, moment)
