"""Observations: kept as revisions, read as they stood at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Double, Integer, Text, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.elements import TextClause

from chassis.base.tables import ledger
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging, after
from commitments.observations.models import ObservationBody
from commitments.observations.tables import Observation

_observation = Observation.metadata.tables["commitments.observation"]


class Cell(NamedTuple):
    """A value in its place: what an observation is to the database."""

    indicator_id: UUID
    year: int
    slice: str
    """In its canonical form."""
    value: float
    source_type: str
    quality: str


_CELL_TYPES = {
    "indicator_id": Uuid,
    "year": Integer,
    "slice": Text,
    "value": Double,
    "source_type": Text,
    "quality": Text,
}


def _with_cells(statement: str, **more: Any) -> TextClause:
    types = {**_CELL_TYPES, **more}
    return text(statement).bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in types.items()))


def _columns(cells: Sequence[Cell]) -> dict[str, list[Any]]:
    return {name: [getattr(cell, name) for cell in cells] for name in Cell._fields}


_NEWS = _with_cells(
    """
    SELECT given.place - 1 AS place, coalesce(last.revision, 0) + 1 AS revision
    FROM unnest(:indicator_id, :year, :slice, :value, :source_type, :quality) WITH ORDINALITY
        AS given (indicator_id, year, slice, value, source_type, quality, place)
    LEFT JOIN LATERAL (
        SELECT o.revision, o.value, o.source_type, o.quality FROM commitments.observation o
        WHERE (o.indicator_id, o.year, o.slice) = (given.indicator_id, given.year, given.slice)
        ORDER BY o.revision DESC LIMIT 1
    ) last ON true
    WHERE (last.value, last.source_type, last.quality)
        IS DISTINCT FROM (given.value, given.source_type, given.quality)
    ORDER BY given.place
    """
)


async def unrecorded(tx: Transaction, cells: Sequence[Cell]) -> list[tuple[Cell, int]]:
    """Those of `cells` whose value differs from the newest, with their revision numbers."""
    rows = await tx.execute(_NEWS, _columns(cells))
    return [(cells[row.place], row.revision) for row in rows]


_ADD = _with_cells(
    """
    INSERT INTO commitments.observation
        (indicator_id, year, slice, value, source_type, quality, revision, event_id)
    SELECT * FROM unnest(:indicator_id, :year, :slice, :value, :source_type, :quality, :revision, :event_id)
    """,
    revision=Integer,
    event_id=Uuid,
)


async def add(tx: Transaction, rows: Sequence[tuple[Cell, int, UUID]]) -> None:
    """Keep observations with their revision numbers and the ids of the events that record them."""
    values = _columns([cell for cell, _, _ in rows])
    more = {"revision": [revision for _, revision, _ in rows], "event_id": [event for _, _, event in rows]}
    await tx.execute(_ADD, {**values, **more})


async def page_of(
    session: ReadSession, paging: Paging, indicator_id: UUID, as_of: datetime | None
) -> list[ObservationBody]:
    """An indicator's values by year and slice: the newest revisions, or those before `as_of`."""
    o = _observation.c
    newest = (
        select(_observation, ledger.c.time.label("recorded_at"))
        .join(ledger, ledger.c.id == o.event_id)
        .where(o.indicator_id == indicator_id)
        .ext(distinct_on(o.year, o.slice))
        .order_by(o.year, o.slice, o.revision.desc())
    )
    if as_of is not None:
        newest = newest.where(ledger.c.time < as_of)
    found = newest.subquery()
    rows = await session.execute(after(select(found), paging, found.c.year, found.c.slice))
    return [ObservationBody.model_validate(row) for row in rows]
