"""Commitments with their goals and indicators."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database import ReadSession, Transaction
from chassis.pages import Paging, after
from chassis.tables import ledger
from commitments.content.commitments import CommitmentBody, IndicatorBody
from commitments.content.filters import Filter
from commitments.tables import metadata

_commitment = metadata.tables["commitments.commitment"]
_aligned = metadata.tables["commitments.commitment_goal"]
_indicator = metadata.tables["commitments.indicator"]
_progress = metadata.tables["commitments.progress"]
_goal = metadata.tables["commitments.goal"]
_framework = metadata.tables["commitments.framework"]
_number = metadata.tables["commitments.commitment_number"]

_OWN_COLUMNS = set(_commitment.columns.keys()) - {"published_event_id"}
Goals = Mapping[tuple[str, str], UUID]
"""Goal ids by the codes of framework and goal."""


async def next_number(tx: Transaction, party: str) -> tuple[int, int]:
    """The present year, and the number in it of the next commitment of `party`."""
    year = func.date_part("year", func.clock_timestamp())
    first = upsert(_number).values(party=party, year=year, last=1)
    counted = first.on_conflict_do_update(
        index_elements=["party", "year"], set_={"last": _number.c.last + 1}
    ).returning(_number.c.year, _number.c.last)
    row = (await tx.execute(counted)).one()
    return row.year, row.last


async def add(
    tx: Transaction, commitments: Sequence[CommitmentBody], goals: Goals, events: Mapping[UUID, UUID]
) -> None:
    """Keep new commitments; `events` are the ids of the events that published them, by commitment."""
    rows = [
        {**one.model_dump(include=_OWN_COLUMNS), "published_event_id": events.get(one.id)}
        for one in commitments
    ]
    await tx.execute(insert(_commitment), rows)
    await _add_parts(tx, commitments, goals)


async def replace(tx: Transaction, commitment: CommitmentBody, goals: Goals, *, indicators: bool) -> None:
    """Keep what a commitment says now; its indicators, which may be measured already, only if told so."""
    here = _commitment.c.id == commitment.id
    await tx.execute(update(_commitment).where(here).values(commitment.model_dump(include=_OWN_COLUMNS)))
    await tx.execute(delete(_aligned).where(_aligned.c.commitment_id == commitment.id))
    if indicators:
        await tx.execute(delete(_indicator).where(_indicator.c.commitment_id == commitment.id))
    await _add_parts(tx, [commitment], goals, indicators=indicators)


async def note_publication(tx: Transaction, commitment: CommitmentBody, event_id: UUID) -> None:
    """Keep that a commitment was published."""
    published = {"status": "published", "version": commitment.version, "published_event_id": event_id}
    await tx.execute(update(_commitment).where(_commitment.c.id == commitment.id).values(published))


async def _add_parts(
    tx: Transaction, commitments: Sequence[CommitmentBody], goals: Goals, *, indicators: bool = True
) -> None:
    aligned = [
        {"commitment_id": one.id, "goal_id": goals[a.framework, a.goal], "degree": a.degree}
        for one in commitments
        for a in one.alignments
    ]
    if aligned:
        await tx.execute(insert(_aligned), aligned)
    measured = [
        _indicator_row(one.id, position, indicator)
        for one in commitments
        for position, indicator in enumerate(one.indicators)
    ]
    if measured and indicators:
        await tx.execute(insert(_indicator), measured)


def _indicator_row(commitment_id: UUID, position: int, indicator: IndicatorBody) -> dict[str, Any]:
    baseline, target = indicator.baseline, indicator.target
    return {
        **indicator.model_dump(exclude={"baseline", "target", "coverage"}),
        **indicator.coverage.model_dump(),
        "commitment_id": commitment_id,
        "position": position,
        "baseline_year": baseline and baseline.year,
        "baseline_value": baseline and baseline.value,
        "target_year": target and target.year,
        "target_value": target and target.value,
    }


async def lock(tx: Transaction, commitment_id: UUID) -> bool:
    """Keep a commitment from other writers until this transaction ends; returns whether there is one."""
    here = select(_commitment.c.id).where(_commitment.c.id == commitment_id).with_for_update()
    return (await tx.execute(here)).one_or_none() is not None


async def renew(tx: Transaction, commitments: Collection[UUID]) -> None:
    """Give `commitments` their next version, because what is shown of them has changed."""
    here = _commitment.c.id.in_(commitments)
    await tx.execute(update(_commitment).where(here).values(version=_commitment.c.version + 1))


async def find(session: ReadSession | Transaction, ids: Collection[UUID]) -> list[CommitmentBody]:
    """The commitments with `ids`."""
    return await _read(session, _documents().where(_commitment.c.id.in_(ids)))


async def find_by_reference(tx: Transaction, references: Collection[str]) -> list[CommitmentBody]:
    """The commitments with `references`."""
    return await _read(tx, _documents().where(_commitment.c.reference.in_(references)))


async def page_of(
    session: ReadSession, paging: Paging, reader: str | None, wanted: Filter
) -> list[CommitmentBody]:
    """The commitments that `reader` may read, by reference."""
    visible = or_(_commitment.c.status == "published", _commitment.c.party == (reader or ""))
    query = _documents().where(visible, *_conditions(wanted))
    return await _read(session, after(query, paging, _commitment.c.reference))


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.party is not None:
        conditions.append(_commitment.c.parties.contains([wanted.party]))
    if wanted.marker is not None:
        conditions.append(_commitment.c.markers.contains([wanted.marker]))
    if wanted.status is not None:
        conditions.append(_commitment.c.status == wanted.status)
    if wanted.progress is not None:
        conditions.append(_newest_progress.c.status == wanted.progress)
    if wanted.framework is not None:
        serving = select(_aligned.c.commitment_id).select_from(_aligned.join(_goal).join(_framework))
        serving = serving.where(_framework.c.code == wanted.framework)
        if wanted.goal is not None:
            serving = serving.where(_goal.c.code == wanted.goal)
        conditions.append(_commitment.c.id.in_(serving))
    return conditions


_newest_progress = (
    select(_progress.c.status, _progress.c.score)
    .where(_progress.c.commitment_id == _commitment.c.id)
    .order_by(_progress.c.version.desc())
    .limit(1)
    .correlate(_commitment)
    .lateral("newest_progress")
)


def _documents() -> Select[Any]:
    """Commitments with all that belongs to them: one statement, one row each."""
    return (
        select(
            *(_commitment.c[name] for name in sorted(_OWN_COLUMNS)),
            ledger.c.time.label("published_at"),
            _newest_progress.c.status.label("progress"),
            _newest_progress.c.score,
            _alignments().label("alignments"),
            _indicators().label("indicators"),
        )
        .outerjoin(ledger, ledger.c.id == _commitment.c.published_event_id)
        .outerjoin(_newest_progress, true())
    )


def _alignments() -> ColumnElement[Any]:
    facts = _object(framework=_framework.c.code, goal=_goal.c.code, degree=_aligned.c.degree)
    return (
        select(_list_of(facts, _framework.c.code, _goal.c.position))
        .select_from(_aligned.join(_goal).join(_framework))
        .where(_aligned.c.commitment_id == _commitment.c.id)
        .scalar_subquery()
    )


def _indicators() -> ColumnElement[Any]:
    i = _indicator.c
    facts = _object(
        **{name: i[name] for name in ("id", "version", "code", "title", "unit", "direction")},
        baseline=_if(i.baseline_year, _object(year=i.baseline_year, value=i.baseline_value)),
        target=_if(i.target_year, _object(year=i.target_year, value=i.target_value)),
        dimensions=i.dimensions,
        aligned_with=i.aligned_with,
        coverage=_object(**{name: i[name] for name in ("points", "latest_year", "by_sex", "by_age")}),
    )
    return select(_list_of(facts, i.position)).where(i.commitment_id == _commitment.c.id).scalar_subquery()


def _object(**fields: ColumnElement[Any]) -> ColumnElement[Any]:
    pairs = [part for name, value in fields.items() for part in (literal_column(f"'{name}'"), value)]
    return func.jsonb_build_object(*pairs, type_=JSONB)


def _if(present: ColumnElement[Any], facts: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((present.is_not(None), facts))


def _list_of(facts: ColumnElement[Any], *order: ColumnElement[Any]) -> ColumnElement[Any]:
    ordered = func.jsonb_agg(aggregate_order_by(facts, *order), type_=JSONB)
    return func.coalesce(ordered, literal_column("'[]'::jsonb"), type_=JSONB)


async def _read(session: ReadSession | Transaction, query: Select[Any]) -> list[CommitmentBody]:
    rows = (await session.execute(query)).mappings()
    return [CommitmentBody.model_validate(dict(row)) for row in rows]
