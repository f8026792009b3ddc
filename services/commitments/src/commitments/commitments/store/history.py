"""The rows of the ledger that are about a commitment."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import JSON, cast, select

from chassis.base.tables import ledger
from chassis.database import ReadSession
from chassis.http.pages import Paging, after
from commitments.commitments.models import ChangeBody

_NOUN = "compact.commitment."
_data = cast(ledger.c.data, JSON)


class Change(NamedTuple):
    """One row of the ledger."""

    position: int
    type: str
    time: datetime
    actor: str
    id: UUID
    version: int | None
    """Absent when the event was redacted."""
    reason: str | None

    def shown(self) -> ChangeBody:
        """As everyone may see it."""
        step = self.type.removeprefix(_NOUN).rpartition(".")[0]
        return ChangeBody(
            version=self.version or 0,
            step=step.replace("-", "_"),
            time=self.time,
            by=self.actor,
            reason=self.reason or None,
            event_id=self.id,
        )


async def page_of(
    session: ReadSession, paging: Paging, commitment_id: UUID, *, public_only: bool
) -> Sequence[Change]:
    """What the ledger holds about a commitment, the first first."""
    rows = select(
        ledger.c.position,
        ledger.c.type,
        ledger.c.time,
        ledger.c.actor,
        ledger.c.id,
        _data["version"].as_integer().label("version"),
        _data["reason"].as_string().label("reason"),
    ).where(ledger.c.subject == str(commitment_id), ledger.c.type.startswith(_NOUN))
    if public_only:
        rows = rows.where(ledger.c.sequence.is_not(None))
    found = await session.execute(after(rows, paging, ledger.c.position))
    return [Change._make(row) for row in found]
