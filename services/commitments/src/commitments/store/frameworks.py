"""Frameworks and their goals."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from chassis.database import ReadSession, Transaction
from commitments.tables import Framework, Goal


async def frameworks(session: ReadSession | Transaction) -> list[Framework]:
    """All frameworks, by code."""
    return list((await session.scalars(select(Framework).order_by(Framework.code))).all())


async def goals(session: ReadSession | Transaction, framework: str) -> list[Goal]:
    """The goals of a framework, in its own order; none if it is not known."""
    here = select(Goal).join(Framework).where(Framework.code == framework).order_by(col(Goal.position))
    return list((await session.scalars(here)).all())


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
