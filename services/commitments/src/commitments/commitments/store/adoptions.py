"""From which practices commitments were drafted."""

from uuid import UUID

from sqlalchemy import text

from chassis.database import Transaction

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:adoption, 1))")
_DRAFTED = text(
    """
    SELECT EXISTS (
        SELECT FROM commitments.practice_adoption WHERE practice = :practice AND party = :party
    )
    """
)
_NOTE = text(
    """
    INSERT INTO commitments.practice_adoption (practice, party, commitment_id)
    VALUES (:practice, :party, :commitment_id)
    """
)


async def drafted(tx: Transaction, practice: str, party: str) -> bool:
    """Whether there is a commitment from `practice` for `party`; others who ask have to wait for this one."""
    await tx.execute(_LOCK, {"adoption": f"{practice} {party}"})
    return bool((await tx.execute(_DRAFTED, {"practice": practice, "party": party})).scalar_one())


async def note(tx: Transaction, practice: str, party: str, commitment_id: UUID) -> None:
    """Keep that a commitment was drafted from `practice` for `party`."""
    await tx.execute(_NOTE, {"practice": practice, "party": party, "commitment_id": commitment_id})
