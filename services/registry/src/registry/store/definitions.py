"""Definitions: what supersedes them, and which commitments use them."""

from collections.abc import Collection

from sqlalchemy import text

from registry.store import Session

_SUCCESSORS = text(
    "SELECT to_jsonb(d) - 'id' - 'version' FROM registry.definition d WHERE supersedes = ANY (:codes)"
)
_USER = text(
    """
    SELECT c.reference FROM registry.received_commitment c
    JOIN chassis.current_source s ON s.source = 'commitments' AND s.epoch = c.epoch
    WHERE c.definitions @> ARRAY[:code] AND NOT EXISTS (
        SELECT FROM registry.received_commitment later
        WHERE later.commitment_id = c.commitment_id AND later.epoch = c.epoch AND later.sequence > c.sequence
    )
    ORDER BY c.reference LIMIT 1
    """
)


async def successors(session: Session, codes: Collection[str]) -> list[dict[str, object]]:
    """What supersedes one of `codes`, each as it is said."""
    return list((await session.execute(_SUCCESSORS, {"codes": list(codes)})).scalars())


async def user(session: Session, code: str) -> str | None:
    """The reference of a published commitment whose indicators go by the definition, if there is one."""
    reference: str | None = (await session.execute(_USER, {"code": code})).scalar_one_or_none()
    return reference
