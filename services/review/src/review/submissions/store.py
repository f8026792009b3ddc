"""All SQL of submissions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from chassis.database import Session
from review.submissions.rules import Expected

_EPOCH = text("SELECT epoch FROM chassis.current_source WHERE source = 'commitments'")
_EXPECTED = text(
    """
    SELECT e.party, e.region, e.extended_due_at, e.exempted_by IS NOT NULL AS exempt,
           (SELECT min(r.time) FROM review.received_report r
            WHERE r.epoch = :epoch AND r.milestone_id = e.milestone_id AND r.party = e.party
              AND r.time < :cut) AS first_submitted_at
    FROM review.expected_party e WHERE e.milestone_id = :milestone ORDER BY e.party
    """
)


async def reporting_epoch(session: Session) -> UUID | None:
    """The epoch of the ledger of submissions that is in force now; `None` before its first event."""
    return (await session.execute(_EPOCH)).scalar_one_or_none()


async def expected(session: Session, milestone_id: UUID, cut: datetime, epoch: UUID | None) -> list[Expected]:
    """Every expected party with its first submission under `epoch` whose ledger time is before `cut`."""
    rows = await session.execute(_EXPECTED, {"milestone": milestone_id, "cut": cut, "epoch": epoch})
    return [Expected(**row) for row in rows.mappings()]
