"""`/v1/frameworks` and `/v1/goals`: what commitments and reports are about."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from chassis.http.idempotency import IdempotentRoute
from chassis.http.pages import Page
from chassis.http.session import Read
from chassis.identity import anyone
from chassis.problems.models import ResponseBody
from commitments import frameworks
from commitments.content.measures import Code

router = APIRouter(tags=["frameworks"], route_class=IdempotentRoute, dependencies=[Depends(anyone)])


class FrameworkBody(ResponseBody):
    """A framework, such as the Global Compact for Migration."""

    id: UUID
    code: str
    title: str
    adopted: date
    source: str
    as_of: date


class GoalBody(ResponseBody):
    """A goal of a framework."""

    id: UUID
    code: str
    title: str
    text: str
    horizon: str
    source: str
    as_of: date


@router.get("/v1/frameworks", operation_id="list_frameworks", summary="List frameworks")
async def list_frameworks(session: Read) -> Page[FrameworkBody]:
    """All frameworks."""
    found = await frameworks.all_frameworks(session)
    return Page(items=[FrameworkBody.model_validate(one) for one in found])


@router.get("/v1/goals", operation_id="list_goals", summary="List the goals of a framework")
async def list_goals(session: Read, framework: Annotated[Code, Query(examples=["GCM"])]) -> Page[GoalBody]:
    """The goals of a framework, in its own order."""
    found = await frameworks.goals_of(session, framework)
    return Page(items=[GoalBody.model_validate(one) for one in found])


@router.get("/v1/goals/{goal_id}", operation_id="get_goal", summary="Read a goal")
async def get_goal(session: Read, goal_id: UUID) -> GoalBody:
    """One goal, as the evidence of an agenda links to it."""
    return GoalBody.model_validate(await frameworks.goal(session, goal_id))
