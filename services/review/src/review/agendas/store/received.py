"""Received versions: until when each was in force, and the parties that are known now."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlmodel import SQLModel

from chassis.database import Transaction

_SUPERSEDE = """
    UPDATE review.{table} old SET valid_until = newer.time
    FROM (
        SELECT epoch, sequence, lead(time) OVER (PARTITION BY epoch, {thing} ORDER BY sequence) AS time
        FROM review.{table} WHERE {thing} = ANY (:things)
    ) newer
    WHERE old.epoch = newer.epoch AND old.sequence = newer.sequence AND old.valid_until <> newer.time
"""


async def supersede(tx: Transaction, table: type[SQLModel], thing: str, ids: Iterable[UUID]) -> None:
    """Note for each version of the things `ids`, known by the column `thing`, when the next one took over.

    Versions may arrive in any order, so it is worked out anew for all versions of what has changed.
    """
    statement = _SUPERSEDE.format(table=table.__tablename__, thing=thing)
    await tx.execute(text(statement), {"things": sorted(set(ids))})




