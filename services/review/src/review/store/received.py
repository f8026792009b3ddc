"""Received versions: keeping them, and the parties that are known now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel

from chassis.database import Transaction


async def keep(tx: Transaction, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Add `rows` as versions; those that are there already stay as they are."""
    if rows:
        await tx.execute(insert(table).on_conflict_do_nothing(), list(rows))


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
