"""Counts that are kept while events come in equal what counting everything would give, at any cut."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.messaging.event_router import Received
from chassis.testing.plugin import OpenService
from review.agendas.received import commitments as received
from review.agendas.received.commitments import (
    AlignmentData,
    CommitmentData,
    CoverageFields,
    IndicatorData,
    ObservationsData,
    ProgressData,
)
from review.agendas.store import commitment_status, counting
from review.app import service

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
PARTIES = ("CHL", "KEN", "NAM")
DEGREES = ("high", "medium", "low")
STATUSES = ("on_track", "limited", "deterioration")
COUNTED = ["high", "medium"]
Event = Received[Any]


class History:
    """A random course of events about a few commitments, each under its party, and what is true of it."""

    def __init__(self, seed: int) -> None:
        self.random, self.epoch = random.Random(seed), uuid4()
        self.events: list[Event] = []
        self.parties = {new_id(): self.random.choice(PARTIES) for _ in range(12)}
        self.indicators = {one: [new_id() for _ in range(self.random.randint(0, 3))] for one in self.parties}
        for commitment in self.parties:
            self._commit(commitment)
        for _ in range(80):
            self.random.choice((self._commit, self._assess, self._measure))(
                self.random.choice([*self.parties])
            )

    def _commit(self, commitment: UUID) -> None:
        goals = self.random.sample(["1", "2", "3"], self.random.randint(0, 3))
        aligned = [
            AlignmentData(framework=framework, goal=goal, degree=self.random.choice(DEGREES))
            for goal in goals
            for framework in self.random.sample(["GCM", "SDG"], self.random.randint(1, 2))
        ]
        measured = [IndicatorData(indicator_id=one) for one in self.indicators[commitment]]
        party = self.parties[commitment]
        told = CommitmentData(
            commitment_id=commitment, reference=str(commitment)[-4:], title="Permits", party=party,
            alignments=aligned, indicators=measured,
        )  # fmt: skip
        self._tell(told)

    def _assess(self, commitment: UUID) -> None:
        self._tell(ProgressData(commitment_id=commitment, status=self.random.choice(STATUSES), score=1.0))

    def _measure(self, commitment: UUID) -> None:
        if self.indicators[commitment]:
            indicator = self.random.choice(self.indicators[commitment])
            points, by_sex = self.random.randint(0, 2), self.random.random() < 0.5
            coverage = CoverageFields(points=points, by_sex=by_sex, by_age=False)
            self._tell(ObservationsData(indicator_id=indicator, commitment_id=commitment, coverage=coverage))

    def _tell(self, data: CommitmentData | ProgressData | ObservationsData) -> None:
        number = len(self.events) + 1
        told: Event = Received(
            source="commitments", epoch=self.epoch, sequence=number,
            time=BEGIN + timedelta(hours=number // 2), id=uuid4(), type="", subject="",
            party=self.parties[data.commitment_id], region=None, data=data,
        )  # fmt: skip
        self.events.append(told)

    def _newest(self, kind: type, cut: datetime, key: str) -> dict[UUID, Any]:
        before = (one for one in self.events if isinstance(one.data, kind) and one.time < cut)
        return {getattr(one.data, key): one.data for one in before}

    def statuses(self, cut: datetime) -> dict[str, dict[str, int]]:
        """Commitments by goal and status, counted one by one."""
        progress = self._newest(ProgressData, cut, "commitment_id")
        counts = Counter(
            (one.goal, progress[commitment].status if commitment in progress else "unable_to_assess")
            for commitment, told in self._newest(CommitmentData, cut, "commitment_id").items()
            for one in told.alignments
            if one.framework == "GCM" and one.degree in COUNTED
        )
        found: dict[str, dict[str, int]] = {}
        for (goal, status), number in counts.items():
            found.setdefault(goal, {})[status] = number
        return found

    def measured(self, cut: datetime) -> tuple[Counter[str], dict[str, int]]:
        """Totals over the indicators of counted commitments; and how many have no data, by commitment."""
        coverage = self._newest(ObservationsData, cut, "indicator_id")
        totals, without = Counter[str](), Counter[str]()
        for commitment, told in self._newest(CommitmentData, cut, "commitment_id").items():
            if not any(one.framework == "GCM" and one.degree in COUNTED for one in told.alignments):
                continue
            for indicator in self.indicators[commitment]:
                known = coverage[indicator].coverage if indicator in coverage else None
                totals["indicators"] += 1
                totals["with_data"] += bool(known and known.points)
                totals["by_sex"] += bool(known and known.by_sex)
                without[str(commitment)] += not (known and known.points)
        return +totals, dict(+without)


async def _receive(tx: Transaction, events: Sequence[Event]) -> None:
    handlers: dict[type, Any] = {
        CommitmentData: received.keep_commitments,
        ProgressData: received.keep_progress,
        ObservationsData: received.keep_coverage,
    }
    for kind, handler in handlers.items():
        if own := [one for one in events if isinstance(one.data, kind)]:
            await handler(tx, own)


def _batches(events: list[Event], chance: random.Random) -> Iterable[list[Event]]:
    """All events in any order, some of them twice, in batches of any size."""
    arrivals = [*events, *chance.sample(events, 10)]
    chance.shuffle(arrivals)
    while arrivals:
        size = chance.randint(1, 20)
        yield arrivals[:size]
        arrivals = arrivals[size:]


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_counted_on_arrival_equals_a_count_of_everything_at_any_cut(
    open_service: OpenService, seed: int
) -> None:
    runtime, history = await open_service(service), History(seed)
    for batch in _batches(history.events, history.random):
        async with runtime.database.transaction() as tx:
            await _receive(tx, batch)
    async with runtime.database.transaction() as tx:
        for hours in (*range(0, 60, 7), 1000):
            cut = BEGIN + timedelta(hours=hours)
            wanted = {
                "cut": cut, "epoch": history.epoch, "framework": "GCM", "degrees": COUNTED,
                "milestone": uuid4(), "attention": ["limited"],
            }  # fmt: skip
            assert await commitment_status.statuses(tx, wanted) == history.statuses(cut)
            totals, without = history.measured(cut)
            found = await commitment_status.coverage(tx, wanted)
            assert sum((Counter(one.model_dump(exclude={"region"})) for one in found), Counter()) == totals
            assert {
                one.commitment: one.indicators for one in await commitment_status.unmeasured(tx, wanted)
            } == without
            needed = Counter(need.goal for need in await commitment_status.needs(tx, wanted))
            limited = {goal: counts.get("limited", 0) for goal, counts in history.statuses(cut).items()}
            assert needed == +Counter(limited)


async def test_folding_counts_changes_no_sum(
    open_service: OpenService, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, history = await open_service(service), History(9)
    wanted = {
        "cut": BEGIN + timedelta(days=40), "epoch": history.epoch, "framework": "GCM", "degrees": COUNTED,
        "milestone": uuid4(),
    }  # fmt: skip
    monkeypatch.setattr(counting, "FOLD_ABOVE", 1)
    monkeypatch.setattr(counting, "BATCHES_PER_FOLD", 10**9)  # not by chance, too
    async with runtime.database.transaction() as tx:
        for event in history.events:
            await _receive(tx, [event])
        before = await commitment_status.statuses(tx, wanted), await commitment_status.coverage(tx, wanted)
        rows = text("SELECT count(*) FROM review.commitment_count")
        long = (await tx.execute(rows)).scalar_one()
        await counting.fold(tx)
        assert (await tx.execute(rows)).scalar_one() < long / 4
        assert (
            await commitment_status.statuses(tx, wanted),
            await commitment_status.coverage(tx, wanted),
        ) == before
