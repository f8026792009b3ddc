"""`/v1/milestones`: who owes what by when, and who was given more time or none to report."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import IfMatch, Tagged, check_match
from chassis.http.session import Read, Write
from chassis.identity import Anyone, Principal, requires
from review.schedule import granting, opening, reading
from review.schedule.models import (
    ExpectedBody,
    MilestoneBody,
    MilestonePatch,
    NewExemption,
    NewExtension,
    NewMilestone,
)

Secretariat = Annotated[Principal, Depends(requires("milestones:write"))]
router = APIRouter(tags=["milestones"], route_class=Operation)


@router.post("/v1/milestones", status_code=201, operation_id="open_milestone", summary="Open a milestone")
async def open_milestone(
    who: Secretariat, tx: WriteOnce, body: NewMilestone, tagged: Tagged
) -> MilestoneBody:
    """Ask the parties of a scope for a report. The deadline is a row: it fires even after downtime."""
    milestone = await opening.open_milestone(tx, body)
    return tagged(milestone, location=f"/v1/milestones/{milestone.id}")


@router.get("/v1/milestones", operation_id="list_milestones", summary="List milestones")
async def list_milestones(
    who: Anyone, session: Read, paging: Pages, request: Request, response: Response
) -> Page[MilestoneBody]:
    """Milestones in the order in which they were opened."""
    milestones, cursor = page(await reading.page_of(session, paging), paging, request, response, "id")
    return Page(items=milestones, next_cursor=cursor)


@router.get("/v1/milestones/{milestone_id}", operation_id="get_milestone", summary="Read a milestone")
async def get_milestone(who: Anyone, session: Read, milestone_id: UUID, tagged: Tagged) -> MilestoneBody:
    """One milestone."""
    return tagged(await reading.find(session, milestone_id))


@router.patch(
    "/v1/milestones/{milestone_id}",
    operation_id="change_milestone",
    summary="Apply a merge patch to a milestone",
)
async def change_milestone(
    who: Secretariat,
    tx: Write,
    milestone_id: UUID,
    if_match: IfMatch,
    body: MilestonePatch,
    tagged: Tagged,
) -> MilestoneBody:
    """Move or retitle a milestone. A deadline that has passed is never moved."""
    milestone = await reading.find_to_change(tx, milestone_id)
    check_match(if_match, milestone)
    return tagged(await opening.change_milestone(tx, milestone, body.apply(milestone.fields)))


@router.post(
    "/v1/milestones/{milestone_id}/extensions",
    status_code=201,
    operation_id="grant_extension",
    summary="Give a party more time",
)
async def grant_extension(
    who: Secretariat, tx: WriteOnce, milestone_id: UUID, body: NewExtension
) -> ExpectedBody:
    """Move the deadline and the lock of one party; the record names who granted it, and why."""
    return await granting.grant_extension(tx, milestone_id, body)


@router.post(
    "/v1/milestones/{milestone_id}/exemptions",
    status_code=201,
    operation_id="grant_exemption",
    summary="Free a party from reporting",
)
async def grant_exemption(
    who: Secretariat, tx: WriteOnce, milestone_id: UUID, body: NewExemption
) -> ExpectedBody:
    """Expect no report of one party for this milestone."""
    return await granting.grant_exemption(tx, milestone_id, body)
