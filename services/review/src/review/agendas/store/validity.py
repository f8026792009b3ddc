"""Until when each received version was in force."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlmodel import SQLModel

from chassis.database import Transaction


def in_force(version: str, at: str) -> str:
    """Whether the `version` was the newest just before a time."""
    return f"{version}.time < {at} AND {version}.valid_until >= {at}"


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
