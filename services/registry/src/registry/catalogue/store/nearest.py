"""Which codes resemble one that nothing has: what may be meant by it."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import TextClause, text

from chassis.database import Session

NEAREST = 3
RESEMBLANCE = 0.45
"""By `similarity` of `pg_trgm`, from 0 to 1."""
MOST_COMPARED = 50
"""Codes of one table for which the nearest are looked for at once."""


async def nearest_in(
    session: Session, asked: Mapping[str, Collection[str]]
) -> Mapping[tuple[str, str], list[str]]:
    """By table (or view) and code that is `asked` of it, up to three codes there that resemble it."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for table, codes in asked.items():
        values = {"codes": sorted(codes)[:MOST_COMPARED]}
        for row in await session.execute(_nearest(table), values) if codes else ():
            found[table, row.asked].append(row.code)
    return found


def _nearest(table: str) -> TextClause:
    return text(
        f"""
        SELECT asked.code AS asked, near.code
        FROM unnest(CAST(:codes AS text[])) asked (code) CROSS JOIN LATERAL (
            SELECT entry.code, public.similarity(entry.code, asked.code) AS resemblance
            FROM registry."{table}" entry
            WHERE public.similarity(entry.code, asked.code) >= {RESEMBLANCE}
            ORDER BY 2 DESC, 1 LIMIT {NEAREST}
        ) near ORDER BY asked.code, near.resemblance DESC, near.code
        """
    )
