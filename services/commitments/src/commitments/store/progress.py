"""Computed progress: every judgement is kept."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select

from chassis.base.tables import ledger
from chassis.database import ReadSession, Transaction
from commitments.tables import metadata

_progress = metadata.tables["commitments.progress"]


async def versions(tx: Transaction, commitments: Collection[UUID]) -> dict[UUID, int]:
    """How often the progress of each of `commitments` was computed, where it was."""
    here = _progress.c.commitment_id.in_(commitments)
    counted = select(_progress.c.commitment_id, func.max(_progress.c.version).label("newest")).where(here)
    rows = await tx.execute(counted.group_by(_progress.c.commitment_id))
    return {row.commitment_id: row.newest for row in rows}


async def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Keep judgements."""
    await tx.execute(insert(_progress), list(rows))


async def newest(session: ReadSession, commitment_id: UUID, as_of: datetime | None) -> Row[Any] | None:
    """The newest judgement on a commitment, or the one that stood before `as_of`, with its ledger time."""
    here = (
        select(_progress, ledger.c.time.label("computed_at"))
        .join(ledger, ledger.c.id == _progress.c.event_id)
        .where(_progress.c.commitment_id == commitment_id)
        .order_by(_progress.c.version.desc())
        .limit(1)
    )
    if as_of is not None:
        here = here.where(ledger.c.time < as_of)
    row: Row[Any] | None = (await session.execute(here)).one_or_none()
    return row


async def sequences(session: ReadSession, events: Collection[UUID]) -> dict[UUID, int]:
    """Where the ledger tells of `events`."""
    rows = await session.execute(select(ledger.c.id, ledger.c.sequence).where(ledger.c.id.in_(events)))
    return {row.id: row.sequence for row in rows}
