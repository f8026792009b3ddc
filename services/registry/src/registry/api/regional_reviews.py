"""`/v1/regional-reviews`: which regions and States have been reviewed, and which have not."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.problems.models import PartyCode, ResponseBody
from registry import regional_reviews

router = APIRouter(tags=["regional reviews"])


class RegionalReviewBody(ResponseBody):
    """A regional review."""

    code: str
    """By which it is among the programme items."""
    title: str
    process: str
    process_name: str
    planned_on: date | None
    held_on: date | None
    """Its last day; null until it has been held."""
    summary: str | None
    """What it sent up."""
    link: str | None
    states: list[str]
    """The States that took part, or are to; all members of the process when nothing else is said."""


class NamedBody(ResponseBody):
    """A region or a State."""

    code: str
    name: str


class RegionBody(ResponseBody):
    """The reviews of one region."""

    region: NamedBody
    """A regional commission."""
    states: int
    """How many States are counted in the region."""
    held: list[RegionalReviewBody]
    planned: list[RegionalReviewBody]
    without_review: list[NamedBody]
    """States of the region that took part in no review that was held, in this region or another."""


class CoverageBody(ResponseBody):
    """The regional reviews of a framework in a time."""

    framework: str
    since: date
    until: date | None
    regions: list[RegionBody]


@router.get(
    "/v1/regional-reviews",
    operation_id="list_regional_reviews",
    summary="List regional reviews by region",
)
async def list_regional_reviews(
    _: Anyone,
    session: Read,
    framework: Annotated[PartyCode, Query(examples=["GCM"])],
    since: Annotated[
        date | None, Query(description="The first day; else four years before the last.")
    ] = None,
    until: Annotated[date | None, Query(description="The last day; else all that is planned counts.")] = None,
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
