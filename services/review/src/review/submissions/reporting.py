"""Who has reported for a milestone: now, or as of a time."""

from datetime import datetime
from uuid import UUID

from chassis import ledger
from chassis.database import ReadSession
from review.schedule.reading import find
from review.submissions import store
from review.submissions.models import SubmissionMatrix
from review.submissions.rules import matrix, rates, rates_by_region


async def submission_matrix(
    session: ReadSession, milestone_id: UUID, as_of: datetime | None
) -> SubmissionMatrix:
    """The submission matrix as of a time, or now. Raises `NoSuchMilestoneError`."""
    milestone = await find(session, milestone_id)
    moment = as_of or await ledger.now(session)
    epoch = await store.reporting_epoch(session)
    rows = matrix(await store.expected(session, milestone_id, moment, epoch), milestone.due_at, moment)
    return SubmissionMatrix(
        milestone_id=milestone_id, as_of=moment, rates=rates(rows), regions=rates_by_region(rows), rows=rows
    )
