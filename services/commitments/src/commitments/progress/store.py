"""All SQL of computed progress: what it is computed from, and every judgement."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, insert, select, text

from chassis.base.tables import ledger
from chassis.database import ReadSession, Transaction
from commitments.observations.rules import TOTAL
from commitments.progress.models import ProgressBody
from commitments.progress.tables import Progress

_progress = Progress.metadata.tables["commitments.progress"]


class SeriesRow(NamedTuple):
    """An indicator, and one value of its total slice: the newest revision of a year."""

    commitment_id: UUID
    party: str
    indicator_id: UUID | None
    code: str
    direction: int
    baseline_year: int | None
    baseline_value: float | None
    target_year: int | None
    target_value: float | None
    year: int | None
    value: float | None
    event_id: UUID | None


_SERIES = text(
    """
    SELECT c.id AS commitment_id, c.party, i.id AS indicator_id, i.code, i.direction,
        i.baseline_year, i.baseline_value, i.target_year, i.target_value, o.year, o.value, o.event_id
    FROM commitments.commitment c
    LEFT JOIN commitments.indicator i ON i.commitment_id = c.id
    LEFT JOIN LATERAL (
        SELECT DISTINCT ON (o.year) o.year, o.value, o.event_id FROM commitments.observation o
        WHERE o.indicator_id = i.id AND o.slice = :total
        ORDER BY o.year, o.revision DESC
    ) o ON true
    WHERE c.id = ANY (:commitments)
    ORDER BY c.id, i.position, o.year
    """
)


async def series(tx: Transaction, commitments: Collection[UUID]) -> list[SeriesRow]:
    """What the progress of `commitments` is computed from, in order of commitment, indicator and year."""
    rows = await tx.execute(_SERIES, {"commitments": list(commitments), "total": TOTAL})
    return [SeriesRow._make(row) for row in rows]


async def versions(tx: Transaction, commitments: Collection[UUID]) -> dict[UUID, int]:
    """How often the progress of each of `commitments` was computed, where it was."""
    here = _progress.c.commitment_id.in_(commitments)
    counted = select(_progress.c.commitment_id, func.max(_progress.c.version).label("newest")).where(here)
    rows = await tx.execute(counted.group_by(_progress.c.commitment_id))
    return {row.commitment_id: row.newest for row in rows}


async def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Keep judgements."""
    await tx.execute(insert(_progress), list(rows))


async def newest(session: ReadSession, commitment_id: UUID, as_of: datetime | None) -> ProgressBody | None:
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
    row = (await session.execute(here)).one_or_none()
    return None if row is None else ProgressBody.model_validate(row)


async def sequences(session: ReadSession, events: Collection[UUID]) -> dict[UUID, int]:
    """Where `events` stand in the ledger."""
    rows = await session.execute(select(ledger.c.id, ledger.c.sequence).where(ledger.c.id.in_(events)))
    return {row.id: row.sequence for row in rows}
