"""Reading frameworks and their goals."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database import ReadSession
from commitments.frameworks import store
from commitments.frameworks.errors import NoSuchGoalError
from commitments.frameworks.models import FrameworkBody, GoalBody


async def frameworks(session: ReadSession) -> Sequence[FrameworkBody]:
    """All frameworks, by code."""
    return await store.frameworks(session)


async def goal(session: ReadSession, goal_id: UUID) -> GoalBody:
    """One goal. Raises `NoSuchGoalError`."""
    found = await store.goal(session, goal_id)
    if found is None:
        raise NoSuchGoalError("There is no such goal.")
    return found


async def goals_of(session: ReadSession, framework: str) -> Sequence[GoalBody]:
    """The goals of a framework, in its own order."""
    return await store.goals(session, framework)
