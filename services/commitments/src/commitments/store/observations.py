"""Observations: kept as revisions, read as they stood at a time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Double, Integer, Row, Text, Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.elements import TextClause

from chassis.base.tables import ledger
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging, after
from commitments.rules.observations import TOTAL, Coverage
from commitments.tables import metadata

_observation = metadata.tables["commitments.observation"]
_indicator = metadata.tables["commitments.indicator"]
_commitment = metadata.tables["commitments.commitment"]


class Cell(NamedTuple):
    """A value in its place: what an observation is to the database."""

    indicator_id: UUID
    year: int
    slice: str
    """In its canonical form."""
    value: float
    source_type: str
    quality: str


class Measured(NamedTuple):
    """An indicator that is measured, with what it belongs to."""

    id: UUID
    version: int
    dimensions: dict[str, list[str]]
    coverage: Coverage
    commitment_id: UUID
    party: str
    status: str


async def lock_indicators(tx: Transaction, ids: Collection[UUID]) -> list[Measured]:
    """The indicators with `ids`; their commitments are locked until this transaction ends."""
    owners = select(_indicator.c.commitment_id).where(_indicator.c.id.in_(ids))
    locking = select(_commitment.c.id).where(_commitment.c.id.in_(owners)).order_by(_commitment.c.id)
    await tx.execute(locking.with_for_update())
    # A statement of its own: the one that waited for the lock would show the indicators as they were before.
    columns = [_indicator.c[name] for name in ("id", "version", "dimensions", *Coverage.model_fields)]
    owner = [_indicator.c.commitment_id, _commitment.c.party, _commitment.c.status]
    here = select(*columns, *owner).join(_commitment).where(_indicator.c.id.in_(ids))
    rows = await tx.execute(here.order_by(_commitment.c.id, _indicator.c.position))
    return [
        Measured(
            row.id, row.version, row.dimensions, Coverage.model_validate(row),
            row.commitment_id, row.party, row.status,
        )
        for row in rows
    ]  # fmt: skip


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


async def news(tx: Transaction, cells: Sequence[Cell]) -> list[tuple[Cell, int]]:
    """Those of `cells` that say something new, with their revision numbers."""
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
    """Keep observations with their revision numbers and the ids of the events that told of them."""
    values = _columns([cell for cell, _, _ in rows])
    more = {"revision": [revision for _, revision, _ in rows], "event_id": [event for _, _, event in rows]}
    await tx.execute(_ADD, {**values, **more})


async def note_coverage(tx: Transaction, reached: Mapping[UUID, tuple[int, Coverage]]) -> None:
    """Keep the version and the coverage that indicators have now."""
    change = (
        _indicator.update()
        .where(_indicator.c.id == bindparam("indicator"))
        .values({name: bindparam(name) for name in ("version", *Coverage.model_fields)})
    )
    rows = [
        {"indicator": indicator, "version": version, **coverage.model_dump()}
        for indicator, (version, coverage) in reached.items()
    ]
    await (await tx.connection()).execute(change, rows)


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


async def owner_of(session: ReadSession, indicator_id: UUID) -> Row[Any] | None:
    """The party and the status of the commitment that an indicator belongs to."""
    here = select(_commitment.c.party, _commitment.c.status).join(_indicator)
    return (await session.execute(here.where(_indicator.c.id == indicator_id))).one_or_none()


async def page_of(
    session: ReadSession, paging: Paging, indicator_id: UUID, as_of: datetime | None
) -> list[Row[Any]]:
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
    return list(rows)
