"""Received versions: until when each was in force, and the parties that are known now."""

from collections.abc import Iterable
from uuid import UUID
from sqlalchemy import text
from sqlmodel import SQLModel
from chassis.database import Transaction


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
