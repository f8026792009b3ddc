"""`/v1/regional-reviews`: which regions and States have been reviewed, and which have not."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http.operation import Operation
from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.values import Day, PartyCode
from registry.processes import regional_reviews
from registry.processes.models import CoverageBody, RegionBody

router = APIRouter(tags=["regional reviews"], route_class=Operation)


@router.get(
    "/v1/regional-reviews",
    operation_id="list_regional_reviews",
    summary="List regional reviews by region",
)
async def list_regional_reviews(
    _: Anyone,
    session: Read,
    framework: Annotated[PartyCode, Query(examples=["GCM"])],
    since: Annotated[Day | None, Query(description="The first day; else four years before the last.")] = None,
    until: Annotated[Day | None, Query(description="The last day; else all that is planned counts.")] = None,
) -> CoverageBody:
    """By regional commission: reviews that were held, those that are planned, and States that had none.

    A State counts in one region, and is covered by whatever regional review it took part in.
    """
    window, regions = await regional_reviews.in_window(session, framework, since, until)
    return CoverageBody(
        framework=framework,
        since=window.since,
        until=window.until,
        regions=[RegionBody.model_validate(region) for region in regions],
    )
