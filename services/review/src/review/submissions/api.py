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
from review.schedule import opening as milestones
from review.meetings.models import TimeZone
from review.schedule.rules import Schedule
from review.submissions.rules import Rates, Row, rates, rates_by_region


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
