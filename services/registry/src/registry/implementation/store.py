"""All SQL of received commitments and progress."""

from sqlalchemy import text

from chassis.database import Session

_COMMITMENT_OF = text(
    """
    SELECT reference FROM registry.received_commitment WHERE party = :code OR parties @> ARRAY[:code] LIMIT 1
    """
)


async def commitment_of(session: Session, code: str) -> str | None:
    """The reference of a commitment of the actor, if there is one."""
    reference: str | None = (await session.execute(_COMMITMENT_OF, {"code": code})).scalar_one_or_none()
    return reference


_COMMITMENT_USING = text(
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


async def commitment_using(session: Session, code: str) -> str | None:
    """The reference of a published commitment whose indicators use the definition, if there is one."""
    reference: str | None = (await session.execute(_COMMITMENT_USING, {"code": code})).scalar_one_or_none()
    return reference
