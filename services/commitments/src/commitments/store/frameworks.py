"""Frameworks and their goals."""

from collections.abc import Collection
from uuid import UUID

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


async def goal_ids(tx: Transaction, frameworks: Collection[str]) -> dict[tuple[str, str], UUID]:
    """The goals of `frameworks` by the codes of framework and goal."""
    here = select(Framework.code, Goal.code, Goal.id).join(Framework)
    rows = await tx.execute(here.where(col(Framework.code).in_(frameworks)))
    return {(framework, goal): goal_id for framework, goal, goal_id in rows}
