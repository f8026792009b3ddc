"""`/v1/indicators/{id}/observations`: what was measured."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import Tagged
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.values import Instant
from commitments.observations import reading, recording
from commitments.observations.models import ObservationBody, Observations, RecordedBody

Observer = Annotated[Principal, Depends(requires("observations:write"))]
router = APIRouter(tags=["observations"], route_class=Operation)


@router.post(
    "/v1/indicators/{indicator_id}/observations",
    status_code=201,
    operation_id="record_observations",
    summary="Record observations",
)
async def record_observations(
    who: Observer, tx: WriteOnce, indicator_id: UUID, body: Observations, tagged: Tagged
) -> RecordedBody:
    """Record up to 500 values of an indicator; progress is computed with them."""
    reached = await recording.record(tx, indicator_id, who, body.observations)
    tagged.version(indicator_id, reached.version)
    return RecordedBody(indicator_id=indicator_id, **reached._asdict())


@router.get(
    "/v1/indicators/{indicator_id}/observations",
    operation_id="list_observations",
    summary="List observations",
)
async def list_observations(
    who: Anyone,
    session: Read,
    paging: Pages,
    indicator_id: UUID,
    request: Request,
    response: Response,
    as_of: Annotated[Instant | None, Query(description="As they stood before this time.")] = None,
) -> Page[ObservationBody]:
    """The newest value of each year and slice."""
    rows = await reading.page_of(session, paging, indicator_id, who.party, as_of)
    shown, cursor = page(rows, paging, request, response, "year", "slice_key")
    return Page(items=shown, next_cursor=cursor)
