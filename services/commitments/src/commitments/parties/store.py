"""Parties as the registry knows them now."""

from collections.abc import Collection

from sqlalchemy import text

from chassis.database import Transaction

NEWEST_PARTIES = """
    SELECT DISTINCT ON (p.code) p.code, p.region
    FROM commitments.received_party p
    JOIN chassis.current_source s ON s.source = 'registry' AND s.epoch = p.epoch
    WHERE p.code = ANY (:codes)
    ORDER BY p.code, p.sequence DESC
"""
_REGIONS = text(NEWEST_PARTIES)


async def regions(tx: Transaction, codes: Collection[str]) -> dict[str, str | None]:
    """The region of each party among `codes` that is registered."""
    rows = await tx.execute(_REGIONS, {"codes": list(codes)})
    return {row.code: row.region for row in rows}
