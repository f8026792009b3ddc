"""`/v1/frameworks` and `/v1/goals`: what commitments and reports are about."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from chassis.http.operation import Operation
from chassis.http.pages import Page
from chassis.http.session import Read
from chassis.identity import anyone
from commitments.frameworks import reading
from commitments.frameworks.models import Code, FrameworkBody, GoalBody

router = APIRouter(tags=["frameworks"], route_class=Operation, dependencies=[Depends(anyone)])


@router.get("/v1/frameworks", operation_id="list_frameworks", summary="List frameworks")
async def list_frameworks(session: Read) -> Page[FrameworkBody]:
    """All frameworks."""
    return Page(items=list(await reading.frameworks(session)))


@router.get("/v1/goals", operation_id="list_goals", summary="List the goals of a framework")
async def list_goals(session: Read, framework: Annotated[Code, Query(examples=["GCM"])]) -> Page[GoalBody]:
    """The goals of a framework, in its own order."""
    return Page(items=list(await reading.goals_of(session, framework)))


@router.get("/v1/goals/{goal_id}", operation_id="get_goal", summary="Get a goal")
async def get_goal(session: Read, goal_id: UUID) -> GoalBody:
    """One goal, as the evidence of an agenda links to it."""
    return await reading.goal(session, goal_id)
