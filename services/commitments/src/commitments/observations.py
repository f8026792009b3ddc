"""Recording observations. Progress is computed in the same transaction, and told by an event beside theirs."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row as SqlRow

from chassis.database import ReadSession, Transaction
from chassis.identity import Principal
from chassis.pages import Paging
from commitments import assessments
from commitments.content.observations import ObservationContent
from commitments.errors import NoSuchIndicatorError, NotPublishedError, refuse
from commitments.events import ObservationPart, ObservationsRecorded, check_size
from commitments.rules.observations import Coverage, canonical, covered, observation_faults
from commitments.store import observations as store
from commitments.store import received
from commitments.store.observations import Cell, Measured

MOST = 500
"""Observations in one event."""
Row = tuple[Cell, int, UUID]
"""A value, its revision number, and the event that told of it."""


async def record(
    tx: Transaction, indicator_id: UUID, who: Principal, observations: Sequence[ObservationContent]
) -> tuple[int, int, Coverage]:
    """Record values of one indicator of the party that `who` speaks for.

    Returns how many were new, and the indicator's version and coverage now. What was said before is not new.
    """
    measured = await store.lock_indicators(tx, [indicator_id])
    if not measured or (measured[0].status == "draft" and measured[0].party != who.party):
        raise NoSuchIndicatorError("There is no such indicator.")
    indicator = measured[0]
    who.check_party(indicator.party)
    if indicator.status == "draft":
        raise NotPublishedError("Publish the commitment first: observations are public.")
    refuse(observation_faults(observations, indicator.dimensions))
    recorded, reached = await _record(tx, measured, {indicator_id: observations})
    version, coverage = reached.get(indicator_id, (indicator.version, indicator.coverage))
    return recorded, version, coverage


async def record_all(tx: Transaction, observations: Mapping[UUID, Sequence[ObservationContent]]) -> int:
    """Record values of many indicators, by indicator; returns how many were new."""
    recorded, _ = await _record(tx, await store.lock_indicators(tx, list(observations)), observations)
    return recorded


async def _record(
    tx: Transaction, measured: Sequence[Measured], observations: Mapping[UUID, Sequence[ObservationContent]]
) -> tuple[int, dict[UUID, tuple[int, Coverage]]]:
    cells = [_cell(one.id, observation) for one in measured for observation in observations[one.id]]
    news = await store.news(tx, cells)
    if not news:
        return 0, {}
    indicators = {one.id: one for one in measured}
    regions = await received.regions(tx, {one.party for one in measured})
    rows: list[Row] = []
    reached: dict[UUID, tuple[int, Coverage]] = {}
    for indicator_id, group in groupby(news, key=lambda one: one[0].indicator_id):
        indicator = indicators[indicator_id]
        reached[indicator_id] = _tell(tx, indicator, regions.get(indicator.party), list(group), rows)
    await store.add(tx, rows)
    await store.note_coverage(tx, reached)
    await assessments.compute(tx, {indicators[one].commitment_id for one in reached})
    return len(news), reached


def _tell(
    tx: Transaction,
    indicator: Measured,
    region: str | None,
    news: Sequence[tuple[Cell, int]],
    rows: list[Row],
) -> tuple[int, Coverage]:
    """Append the events that tell `news` and add to `rows`; returns the version and coverage reached."""
    version, coverage = indicator.version, indicator.coverage
    for start in range(0, len(news), MOST):
        part = news[start : start + MOST]
        version += 1
        coverage = covered(coverage, [(cell.year, cell.slice, revision) for cell, revision in part])
        told = ObservationsRecorded(
            version=version,
            indicator_id=indicator.id,
            commitment_id=indicator.commitment_id,
            party=indicator.party,
            observations=[_part(cell, revision) for cell, revision in part],
            coverage=coverage,
        )
        check_size(told, "/observations")
        event_id = tx.append(told, subject=indicator.id, party=indicator.party, region=region)
        rows += [(cell, revision, event_id) for cell, revision in part]
    return version, coverage


def _cell(indicator_id: UUID, observation: ObservationContent) -> Cell:
    return Cell(
        indicator_id,
        observation.year,
        canonical(observation.slice),
        observation.value,
        observation.source_type,
        observation.quality,
    )


def _part(cell: Cell, revision: int) -> ObservationPart:
    return ObservationPart(
        year=cell.year,
        value=cell.value,
        slice=json.loads(cell.slice),
        source_type=cell.source_type,
        revision=revision,
    )


async def page_of(
    session: ReadSession, paging: Paging, indicator_id: UUID, reader: str | None, as_of: datetime | None
) -> list[SqlRow[Any]]:
    """The values of an indicator that `reader` may see: the newest, or as they stood before `as_of`."""
    owner = await store.owner_of(session, indicator_id)
    if owner is None or (owner.status == "draft" and owner.party != reader):
        raise NoSuchIndicatorError("There is no such indicator.")
    return await store.page_of(session, paging, indicator_id, as_of)
