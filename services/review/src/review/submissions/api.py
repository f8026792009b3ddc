"""`/v1/milestones/{id}/submissions`: who has reported, and whether in time."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from chassis.http.operation import Operation
from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.resources.collections.models import PastInstant
from review.submissions import reporting
from review.submissions.models import SubmissionMatrix

router = APIRouter(tags=["milestones"], route_class=Operation)
AsOf = Annotated[PastInstant | None, Query(description="The matrix as of this time.")]


@router.get(
    "/v1/milestones/{milestone_id}/submissions",
    operation_id="get_submission_matrix",
    summary="Read the submission matrix",
)
async def get_submission_matrix(
    who: Anyone, session: Read, milestone_id: UUID, as_of: AsOf = None
) -> SubmissionMatrix:
    """Who has reported, now or as of a time. Each State counts once, in its review region."""
    return await reporting.submission_matrix(session, milestone_id, as_of)
