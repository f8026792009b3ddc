"""Computing progress: committed together with the input that it is computed from."""

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any, Literal, cast
from uuid import UUID

from chassis.database import Transaction
from commitments.parties.store import regions
from commitments.progress import store
from commitments.progress.events import IndicatorProgressPart, ProgressComputed
from commitments.progress.models import IndicatorProgress
from commitments.progress.rules import ComputedProgress, Point, Series, Target, progress_of, progress_of_all
from commitments.progress.store import SeriesRow


async def compute(tx: Transaction, commitments: Collection[UUID]) -> None:
    """Judge `commitments`, which the caller has locked, by what has been observed until now."""
    rows = await store.series(tx, commitments)
    versions = await store.versions(tx, commitments)
    region_of = await regions(tx, {row.party for row in rows})
    kept = []
    for commitment_id, group in groupby(rows, key=lambda row: row.commitment_id):
        values = list(group)
        whole, indicators = _judge(values)
        party = values[0].party
        judgement = {
            "commitment_id": commitment_id,
            "version": versions.get(commitment_id, 0) + 1,
            **whole.model_dump(include={"status", "score", "confidence", "method", "method_version"}),
        }
        parts = [IndicatorProgressPart.model_validate(one) for one in indicators]
        event = ProgressComputed(**judgement, party=party, indicators=parts)
        event_id = tx.append(event, subject=commitment_id, party=party, region=region_of.get(party))
        inputs = [one.model_dump(mode="json") for one in indicators]
        kept.append({**judgement, "indicators": inputs, "event_id": event_id})
    await store.add(tx, kept)


def _judge(rows: Iterable[SeriesRow]) -> tuple[ComputedProgress, list[IndicatorProgress]]:
    """The judgement on a commitment and on each of its indicators."""
    measured = [list(group) for _, group in groupby(rows, key=lambda row: row.indicator_id)]
    series = [(values[0], _series(values), _sources(values)) for values in measured if values[0].indicator_id]
    judged = [_indicator(first, progress_of(one), sources) for first, one, sources in series]
    return progress_of_all([one for _, one, _ in series]), judged


def _series(rows: list[SeriesRow]) -> Series:
    """Values by year, the author's baseline among them where nothing was observed in its year."""
    first = rows[0]
    stated = [(first.baseline_year, first.baseline_value)]
    values = {
        year: value
        for year, value in stated + [(row.year, row.value) for row in rows]
        if year is not None and value is not None
    }
    target = None
    if first.target_year is not None and first.target_value is not None:
        target = Target(year=first.target_year, value=first.target_value)
    return Series(
        points=tuple(Point(year=year, value=value) for year, value in values.items()),
        target=target,
        direction=cast(Literal[1, -1], first.direction),
        base_year=first.baseline_year,
    )


def _sources(rows: list[SeriesRow]) -> dict[int, UUID | None]:
    return {row.year: row.event_id for row in rows if row.year is not None}


def _indicator(
    first: SeriesRow, computed: ComputedProgress, sources: dict[int, UUID | None]
) -> IndicatorProgress:
    def given(point: Point | None) -> dict[str, Any] | None:
        return None if point is None else {**point.model_dump(), "event_id": sources.get(point.year)}

    same = computed.model_dump(include=set(IndicatorProgress.model_fields) - {"base", "latest"})
    return IndicatorProgress.model_validate(
        {
            **same,
            "indicator_id": first.indicator_id,
            "code": first.code,
            "base": given(computed.base),
            "latest": given(computed.latest),
        }
    )
