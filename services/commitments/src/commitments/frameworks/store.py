"""All SQL of frameworks and their goals."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select, text

from chassis.database import Session, Transaction
from commitments.frameworks.models import FrameworkBody, GoalBody
from commitments.frameworks.tables import Framework, Goal

_framework = Framework.metadata.tables["commitments.framework"]
_goal = Goal.metadata.tables["commitments.goal"]


async def add(tx: Transaction, frameworks: Sequence[FrameworkBody]) -> None:
    """Keep new frameworks."""
    if frameworks:
        await tx.execute(insert(_framework), [one.model_dump() for one in frameworks])


async def add_goals(tx: Transaction, goals: Sequence[tuple[UUID, int, GoalBody]]) -> None:
    """Keep new goals, each with the id of its framework and its position there."""
    rows = [
        {"framework_id": framework, "position": position, **goal.model_dump()}
        for framework, position, goal in goals
    ]
    if rows:
        await tx.execute(insert(_goal), rows)


async def frameworks(session: Session) -> list[FrameworkBody]:
    """All frameworks, by code."""
    rows = await session.execute(select(_framework).order_by(_framework.c.code))
    return [FrameworkBody(**row) for row in rows.mappings()]


async def goals(session: Session, framework: str) -> list[GoalBody]:
    """The goals of a framework, in its own order; none if it is not known."""
    here = _GOALS.join(_framework).where(_framework.c.code == framework).order_by(_goal.c.position)
    return await _read(session, here)


async def goal(session: Session, goal_id: UUID) -> GoalBody | None:
    """One goal, if there is one."""
    found = await _read(session, _GOALS.where(_goal.c.id == goal_id))
    return found[0] if found else None


_GOALS = select(*(_goal.c[name] for name in GoalBody.model_fields)).select_from(_goal)
_GOAL_IDS = text(
    """
    SELECT f.code AS framework, g.code AS goal, g.id
    FROM commitments.goal g JOIN commitments.framework f ON f.id = g.framework_id
    WHERE f.code = ANY (:frameworks)
    """
)


async def goal_ids(tx: Transaction, frameworks: Collection[str]) -> dict[tuple[str, str], UUID]:
    """The goals of `frameworks` by the codes of framework and goal."""
    rows = await tx.execute(_GOAL_IDS, {"frameworks": list(frameworks)})
    return {(row.framework, row.goal): row.id for row in rows}


async def _read(session: Session, query: Select[Any]) -> list[GoalBody]:
    return [GoalBody(**row) for row in (await session.execute(query)).mappings()]
