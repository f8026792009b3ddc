"""What a milestone asks of a party, as it was received."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from chassis.database import Transaction


class Asked(NamedTuple):
    """What a milestone asks now, and what one party was granted."""

    reference: str
    framework: str
    opens_at: datetime
    locks_at: datetime
    expected: bool
    extended_to: datetime | None
    exempt: bool


_ASKED = text(
    """
    SELECT m.reference, m.framework, m.opens_at, m.locks_at,
        :party = ANY (m.parties) AS expected,
        (SELECT e.locks_at FROM commitments.received_extension e
         WHERE e.epoch = m.epoch AND e.milestone_id = m.milestone_id AND e.party = :party
         ORDER BY e.sequence DESC LIMIT 1) AS extended_to,
        EXISTS (SELECT FROM commitments.received_exemption e
         WHERE e.epoch = m.epoch AND e.milestone_id = m.milestone_id AND e.party = :party) AS exempt
    FROM commitments.received_milestone m
    JOIN chassis.current_source s ON s.source = 'review' AND s.epoch = m.epoch
    WHERE m.milestone_id = :milestone_id
    ORDER BY m.sequence DESC LIMIT 1
    """
)


async def asked(tx: Transaction, milestone_id: UUID, party: str) -> Asked | None:
    """What the milestone asks of `party`, as far as it is known here."""
    row = (await tx.execute(_ASKED, {"milestone_id": milestone_id, "party": party})).one_or_none()
    return None if row is None else Asked._make(row)
