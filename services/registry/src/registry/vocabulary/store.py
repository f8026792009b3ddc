"""Definitions: what supersedes them, and which commitments use them."""

from collections.abc import Collection

from sqlalchemy import text

from chassis.database import Session

_SUCCESSORS = text(
    "SELECT to_jsonb(d) - 'id' - 'version' FROM registry.definition d WHERE supersedes = ANY (:codes)"
)


async def successors(session: Session, codes: Collection[str]) -> list[dict[str, object]]:
    """What supersedes one of `codes`, each with its content."""
    return list((await session.execute(_SUCCESSORS, {"codes": list(codes)})).scalars())
