"""`/v1/commitments/{id}/progress`: how far a commitment is."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from chassis.http.operation import Operation
from chassis.http.preconditions import Tagged
from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.values import Instant
from commitments.progress import reading
from commitments.progress.models import ProgressBody

router = APIRouter(tags=["commitments"], route_class=Operation)


@router.get(
    "/v1/commitments/{commitment_id}/progress",
    operation_id="get_progress",
    summary="Get computed progress",
)
async def get_progress(
    who: Anyone,
    session: Read,
    commitment_id: UUID,
    tagged: Tagged,
    as_of: Annotated[Instant | None, Query(description="As it stood before this time.")] = None,
) -> ProgressBody:
    """How far a commitment is, and all that is needed to compute it again."""
    progress = await reading.latest(session, commitment_id, who.party, as_of)
    tagged.version(commitment_id, progress.version)
    return progress
