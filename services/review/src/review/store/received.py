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


_PARTIES = text(
    """
    SELECT code, region FROM (
        SELECT DISTINCT ON (a.code) a.* FROM review.received_actor a
        JOIN chassis.current_source s ON s.source = 'registry' AND s.epoch = a.epoch
        ORDER BY a.code, a.sequence DESC
    ) newest
    WHERE kind = 'state' AND (:scope = 'all' OR :scope = ANY (groupings))
    ORDER BY code
    """
)


async def parties_in(tx: Transaction, scope: str) -> list[tuple[str, str | None]]:
    """The States of `scope` (`all`, or a grouping's code) with the region that counts each."""
    return [(row.code, row.region) for row in await tx.execute(_PARTIES, {"scope": scope})]
