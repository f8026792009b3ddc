"""Looking at a ledger's rows and turning its clock."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, text

from chassis.base.tables import ledger, ledger_head
from chassis.database import Database


async def rows(database: Database) -> Sequence[Any]:
    """All rows of the ledger by position."""
    async with database.reading() as session:
        return (await session.execute(select(ledger).order_by(ledger.c.position))).all()


async def head(database: Database) -> Any:
    """The ledger's head."""
    async with database.reading() as session:
        return (await session.execute(select(ledger_head))).one()


async def step_clock_back(owner: Database, seconds: float) -> None:
    """Let the ledger have given a time `seconds` from now: to it, the clock then steps back by that much."""
    ahead = func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    async with owner.transaction() as tx:
        await tx.execute(ledger_head.update().values(time=func.greatest(ledger_head.c.time, ahead)))


async def alter(owner: Database, statement: str, **values: Any) -> None:
    """Do to the database what only its owner can do."""
    async with owner.transaction() as tx:
        await tx.execute(text(statement), values)
