"""Recording observations: what follows from them, such as progress, is computed in the same transaction."""

import json
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from chassis import ledger
from chassis.database import Transaction
from chassis.identity import Principal
from commitments.commitments.errors import refuse
from commitments.commitments.events import check_size
from commitments.commitments.models import MeasuredIndicator
from commitments.commitments.rules.coverage import Coverage
from commitments.commitments.rules.statuses import is_own
from commitments.commitments.store import commitments, indicators
from commitments.observations import store
from commitments.observations.errors import NoSuchIndicatorError, NotPublishedError
from commitments.observations.events import ObservationPart, ObservationsRecorded
from commitments.observations.hooks import MEASURED
from commitments.observations.models import ObservationContent
from commitments.observations.rules import canonical, covered, observation_faults
from commitments.observations.store import Cell
from commitments.parties.store import regions

MOST = 500
"""Observations in one event."""
Recorded = tuple[Cell, int, UUID]
"""A value, its revision number, and the event that records it."""


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
    """Record values of one indicator of the party that `who` speaks for.

    A value that stands already is not recorded again.
    """
    measured = await indicators.lock(tx, [indicator_id])
    if not measured or (is_own(measured[0].status) and measured[0].party != who.party):
        raise NoSuchIndicatorError("There is no such indicator.")
    indicator = measured[0]
    who.check_party(indicator.party)
    if is_own(indicator.status):
        raise NotPublishedError("Publish the commitment first: observations are public.")
    this_year = (await ledger.now(tx)).year
    refuse(observation_faults(observations, indicator.dimensions, this_year))
    reached = await _keep(tx, measured, {indicator_id: observations})
    await _follow(tx, {indicator.commitment_id} if reached else set())
    return reached.get(indicator_id, Reached(0, indicator.version, indicator.coverage))


async def record_all(
    tx: Transaction, observations: Mapping[UUID, Sequence[ObservationContent]], new: Collection[UUID]
) -> int:
    """Record values of many indicators, by indicator; returns how many were new.

    Progress is computed of the commitments that they belong to, and of those that are `new`.
    """
    measured = await indicators.lock(tx, list(observations))
    reached = await _keep(tx, measured, observations)
    changed = {one.commitment_id for one in measured if one.id in reached}
    await _follow(tx, changed.union(new))
    return sum(one.recorded for one in reached.values())


async def _follow(tx: Transaction, measured: Collection[UUID]) -> None:
    if measured:
        await commitments.renew(tx, measured)
        await tx.changed(MEASURED, list(measured))


async def _keep(
    tx: Transaction,
    measured: Sequence[MeasuredIndicator],
    observations: Mapping[UUID, Sequence[ObservationContent]],
) -> dict[UUID, Reached]:
    """Keep what is new in `observations`, with its events; returns what that led to, by indicator."""
    cells = [_cell(one.id, observation) for one in measured for observation in observations[one.id]]
    new = await store.unrecorded(tx, cells)
    if not new:
        return {}
    by_id = {one.id: one for one in measured}
    region_of = await regions(tx, {one.party for one in measured})
    rows: list[Recorded] = []
    reached: dict[UUID, Reached] = {}
    for indicator_id, group in groupby(new, key=lambda one: one[0].indicator_id):
        indicator = by_id[indicator_id]
        reached[indicator_id] = _event_rows(tx, indicator, region_of.get(indicator.party), list(group), rows)
    await store.add(tx, rows)
    await indicators.note_coverage(tx, {one: (to.version, to.coverage) for one, to in reached.items()})
    return reached


def _event_rows(
    tx: Transaction,
    indicator: MeasuredIndicator,
    region: str | None,
    new: Sequence[tuple[Cell, int]],
    rows: list[Recorded],
) -> Reached:
    """Append the events of what is `new`, and its rows to `rows`; returns what that led to."""
    version, coverage = indicator.version, indicator.coverage
    for start in range(0, len(new), MOST):
        part = new[start : start + MOST]
        version += 1
        coverage = covered(coverage, [(cell.year, cell.slice, revision) for cell, revision in part])
        event = ObservationsRecorded(
            version=version,
            indicator_id=indicator.id,
            commitment_id=indicator.commitment_id,
            party=indicator.party,
            observations=[_part(cell, revision) for cell, revision in part],
            coverage=coverage,
        )
        check_size(event, "/observations")
        event_id = tx.append(event, subject=indicator.id, party=indicator.party, region=region)
        rows += [(cell, revision, event_id) for cell, revision in part]
    return Reached(len(new), version, coverage)


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
