"""A record as large as wanted: published commitments, what is observed of them, and how they stand.

It goes straight into the ledger of the commitments service, as events of the kinds and sizes that the
service itself appends, so that its relay has them to publish. The service's other tables stay empty.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from uuid import UUID

from chassis.base.identifiers import new_id
from chassis.database import Database, Transaction
from commitments.commitments.events import AlignmentPart, CommitmentPublished, IndicatorPart, YearValuePart
from commitments.commitments.rules.coverage import Coverage
from commitments.observations.events import ObservationPart, ObservationsRecorded
from commitments.progress.events import IndicatorProgressPart, ProgressComputed

PER_TRANSACTION = 600
"""Commitments; each has about three events, and the ledger takes some thousands at once well."""
GOALS = 23
"""Of the Global Compact for Migration, coded 1 to 23."""
_POOR = ("deterioration", "limited", "acceleration_needed")
_FINE = ("on_track", "achieved")
_DEGREES = ("high", "medium")
_YEARS = (2023, 2024, 2025)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment of the record; `number` counts them and decides all that it says."""

    id: UUID
    indicator_id: UUID
    party: str
    number: int

    @property
    def is_measured(self) -> bool:
        """Nine of ten are."""
        return self.number % 10 != 1


def promises(parties: Sequence[str], numbers: range) -> list[Promise]:
    """A commitment of each of `parties` for each of `numbers`."""
    return [Promise(new_id(), new_id(), party, number) for number in numbers for party in parties]


async def append(database: Database, wanted: Iterable[Promise], poor_of: int) -> int:
    """Append what is to be known of `wanted`; one in `poor_of` needs attention. Returns how many events."""
    events = 0
    for part in _parts(wanted, PER_TRANSACTION):
        async with database.transaction() as tx:
            # By kind, as an import does it.
            for one in part:
                tx.append(_published(one), subject=one.id, party=one.party)
            for one in part:
                if one.is_measured:
                    tx.append(_observed(one), subject=one.indicator_id, party=one.party)
            for one in part:
                _judge(tx, one, poor_of, version=1)
            events += len(tx.pending)
    return events


async def judge_again(database: Database, judged: Iterable[Promise], poor_of: int) -> int:
    """Append new progress of `judged`; one in `poor_of` needs attention. Returns how many events."""
    events = 0
    for part in _parts(judged, PER_TRANSACTION):
        async with database.transaction() as tx:
            for one in part:
                _judge(tx, one, poor_of, version=2)
            events += len(tx.pending)
    return events


def needs_attention(one: Promise, poor_of: int) -> bool:
    """Whether `one` is among the one in `poor_of` that need attention."""
    return one.number % poor_of == 0


def _parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    remaining = iter(items)
    while part := list(islice(remaining, size)):
        yield part


def _published(one: Promise) -> CommitmentPublished:
    goals = {one.number % GOALS + 1, one.number * 7 % GOALS + 1}
    return CommitmentPublished(
        version=2,
        commitment_id=one.id,
        reference=f"{one.party}-2026-{one.number + 1:03d}",
        title="Open two regular pathways for labour migration, in construction and in care",
        party=one.party,
        parties=[one.party],
        kind="policy",
        form="standalone",
        horizon="medium",
        markers=["gender"],
        alignments=[
            AlignmentPart(framework="GCM", goal=str(goal), degree=degree)
            for goal, degree in zip(sorted(goals), _DEGREES, strict=False)
        ],
        indicators=[
            IndicatorPart(
                indicator_id=one.indicator_id,
                code="permits",
                title="Share of labour migrants admitted through regular pathways",
                unit="percent",
                direction=1,
                baseline=YearValuePart(year=_YEARS[0], value=12.5),
                target=YearValuePart(year=2030, value=40),
                dimensions={"sex": ["female", "male"]},
            )
        ],
    )


def _observed(one: Promise) -> ObservationsRecorded:
    values = [
        ObservationPart(year=year, value=12.5 + place, slice={}, source_type="administrative", revision=1)
        for place, year in enumerate(_YEARS)
    ]
    coverage = Coverage(
        points=len(values), latest_year=_YEARS[-1], by_sex=one.number % 2 == 0, by_age=one.number % 5 == 0
    )
    return ObservationsRecorded(
        version=2,
        indicator_id=one.indicator_id,
        commitment_id=one.id,
        party=one.party,
        observations=values,
        coverage=coverage,
    )


def _judge(tx: Transaction, one: Promise, poor_of: int, version: int) -> None:
    statuses = _POOR if needs_attention(one, poor_of) else _FINE
    status, score = statuses[one.number % len(statuses)], -2.5 if statuses is _POOR else 2.5
    judged = ProgressComputed(
        version=version,
        commitment_id=one.id,
        party=one.party,
        status=status,
        score=score,
        confidence="normal",
        method="bench",
        method_version="1",
        indicators=[
            IndicatorProgressPart(indicator_id=one.indicator_id, status=status, score=score, reason=None)
        ],
    )
    tx.append(judged, subject=one.id, party=one.party)
