"""Frameworks and their goals: published once, and read."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from commitments.errors import NoSuchGoalError
from commitments.events import FrameworkPublished, GoalPublished
from commitments.store import frameworks as store
from commitments.tables import Framework, Goal


class FrameworkFacts(BaseModel):
    """A framework as it is published."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    title: str
    adopted: date
    source: str
    as_of: date


class GoalFacts(BaseModel):
    """A goal as it is published; `framework` is its framework's code."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    framework: str
    code: str
    title: str
    text: str
    horizon: str
    source: str
    as_of: date


async def publish(tx: Transaction, frameworks: Sequence[FrameworkFacts], goals: Sequence[GoalFacts]) -> int:
    """Publish those of `frameworks` and `goals` that are not there yet; returns how many."""
    known = {one.code: one.id for one in await store.frameworks(tx)}
    for facts in frameworks:
        if facts.code not in known:
            framework = Framework(id=new_id(), **facts.model_dump())
            known[framework.code] = framework.id
            tx.add(framework)
            told = FrameworkPublished(
                version=1, framework_id=framework.id, code=framework.code, title=framework.title
            )
            tx.append(told, subject=framework.id)
    await tx.flush()
    published = await store.goal_ids(tx, known)
    for position, one in enumerate(goals):
        if (one.framework, one.code) not in published:
            _publish_goal(tx, one, known[one.framework], position)
    return len(tx.pending)


def _publish_goal(tx: Transaction, facts: GoalFacts, framework_id: UUID, position: int) -> None:
    content = facts.model_dump(exclude={"framework"})
    goal = Goal(id=new_id(), framework_id=framework_id, position=position, **content)
    tx.add(goal)
    told = GoalPublished(
        version=1, goal_id=goal.id, framework=facts.framework, code=goal.code, title=goal.title
    )
    tx.append(told, subject=goal.id)


async def all_frameworks(session: ReadSession) -> Sequence[Framework]:
    """All frameworks, by code."""
    return await store.frameworks(session)


async def goal(session: ReadSession, goal_id: UUID) -> Goal:
    """One goal. Raises `NoSuchGoalError`."""
    found = await session.get(Goal, goal_id)
    if found is None:
        raise NoSuchGoalError("There is no such goal.")
    return found


async def goals_of(session: ReadSession, framework: str) -> Sequence[Goal]:
    """The goals of a framework, in its own order."""
    return await store.goals(session, framework)
