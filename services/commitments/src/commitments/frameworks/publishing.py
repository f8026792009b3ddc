"""Publishing frameworks and their goals: once, in their own order."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.base.identifiers import new_id
from chassis.database import Transaction
from commitments.frameworks import store
from commitments.frameworks.events import FrameworkPublished, GoalPublished
from commitments.frameworks.models import FrameworkBody, FrameworkFacts, GoalBody, GoalFacts


async def publish(tx: Transaction, frameworks: Sequence[FrameworkFacts], goals: Sequence[GoalFacts]) -> int:
    """Publish those of `frameworks` and `goals` that are not there yet; returns how many."""
    known = {one.code: one.id for one in await store.frameworks(tx)}
    new = [FrameworkBody(id=new_id(), **one.model_dump()) for one in frameworks if one.code not in known]
    for one in new:
        event = FrameworkPublished(version=1, framework_id=one.id, code=one.code, title=one.title)
        tx.append(event, subject=one.id)
    await store.add(tx, new)
    await _publish_goals(tx, goals, known | {one.code: one.id for one in new})
    return len(tx.pending)


async def _publish_goals(tx: Transaction, goals: Sequence[GoalFacts], frameworks: Mapping[str, UUID]) -> None:
    published = await store.goal_ids(tx, frameworks)
    new = [
        (one.framework, position, GoalBody(id=new_id(), **one.model_dump(exclude={"framework"})))
        for position, one in enumerate(goals)
        if (one.framework, one.code) not in published
    ]
    for framework, _, goal in new:
        event = GoalPublished(
            version=1, goal_id=goal.id, framework=framework, code=goal.code, title=goal.title
        )
        tx.append(event, subject=goal.id)
    await store.add_goals(tx, [(frameworks[code], position, goal) for code, position, goal in new])
