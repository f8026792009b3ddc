"""Recording observations; progress is computed, and told, in the same transaction."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row

from chassis import ledger
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging
from chassis.identity import Principal
from commitments import assessments
from commitments.content.observations import ObservationContent
from commitments.errors import NoSuchIndicatorError, NotPublishedError, refuse
from commitments.events import ObservationPart, ObservationsRecorded, check_size
from commitments.rules.observations import Coverage, canonical, covered, observation_faults
from commitments.store import commitments, received
from commitments.store import observations as store
from commitments.store.observations import Cell, Measured

MOST = 500
"""Observations in one event."""
Told = tuple[Cell, int, UUID]
"""A value, its revision number, and the event that told of it."""


class Reached(NamedTuple):
    """What recording led to."""

    recorded: int
    """Values that were new."""
    version: int
    """Of the indicator."""
    coverage: Coverage


async def record(
    tx: Transaction, indicator_id: UUID, who: Principal, observations: Sequence[ObservationContent]
) -> Reached:
    """Record values of one indicator of the party that `who` speaks for. What was said before is not new."""
    measured = await store.lock_indicators(tx, [indicator_id])
    if not measured or (measured[0].status == "draft" and measured[0].party != who.party):
        raise NoSuchIndicatorError("There is no such indicator.")
    indicator = measured[0]
    who.check_party(indicator.party)
    if indicator.status == "draft":
        raise NotPublishedError("Publish the commitment first: observations are public.")
    this_year = (await ledger.now(tx)).year
    refuse(observation_faults(observations, indicator.dimensions, this_year))
    reached = await _keep(tx, measured, {indicator_id: observations})
    await _judge_again(tx, {indicator.commitment_id} if reached else set())
    return reached.get(indicator_id, Reached(0, indicator.version, indicator.coverage))


async def record_all(
    tx: Transaction, observations: Mapping[UUID, Sequence[ObservationContent]], new: Collection[UUID]
) -> int:
    """Record values of many indicators, by indicator; returns how many were new.

    Progress is computed of the commitments that they belong to, and of those that are `new`.
    """
    measured = await store.lock_indicators(tx, list(observations))
    reached = await _keep(tx, measured, observations)
    changed = {one.commitment_id for one in measured if one.id in reached}
    await _judge_again(tx, changed.union(new))
    return sum(one.recorded for one in reached.values())


async def _judge_again(tx: Transaction, changed: Collection[UUID]) -> None:
    if changed:
        await commitments.renew(tx, changed)
        await assessments.compute(tx, changed)


async def _keep(
    tx: Transaction, measured: Sequence[Measured], observations: Mapping[UUID, Sequence[ObservationContent]]
) -> dict[UUID, Reached]:
    """Keep what is new in `observations` and tell it; returns what that led to, by indicator."""
    cells = [_cell(one.id, observation) for one in measured for observation in observations[one.id]]
    news = await store.news(tx, cells)
    if not news:
        return {}
    indicators = {one.id: one for one in measured}
    regions = await received.regions(tx, {one.party for one in measured})
    rows: list[Told] = []
    reached: dict[UUID, Reached] = {}
    for indicator_id, group in groupby(news, key=lambda one: one[0].indicator_id):
        indicator = indicators[indicator_id]
        reached[indicator_id] = _tell(tx, indicator, regions.get(indicator.party), list(group), rows)
    await store.add(tx, rows)
    await store.note_coverage(tx, {one: (to.version, to.coverage) for one, to in reached.items()})
    return reached


def _tell(
    tx: Transaction,
    indicator: Measured,
    region: str | None,
    news: Sequence[tuple[Cell, int]],
    rows: list[Told],
) -> Reached:
    """Append the events that tell `news` and add to `rows`; returns what that led to."""
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
    return Reached(len(news), version, coverage)


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
) -> list[Row[Any]]:
    """The values of an indicator that `reader` may see: the newest, or as they stood before `as_of`."""
    owner = await store.owner_of(session, indicator_id)
    if owner is None or (owner.status == "draft" and owner.party != reader):
        raise NoSuchIndicatorError("There is no such indicator.")
    return await store.page_of(session, paging, indicator_id, as_of)
