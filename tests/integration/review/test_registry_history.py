"""What the registry had told before a cut is what its ledger says, in whatever order it came."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.messaging import received_rows
from chassis.messaging.event_router import Received
from chassis.testing.plugin import OpenService
from review.agendas.received.registry import (
    FindingData,
    GapAnalysisData,
    GapCountsData,
    ProcessData,
    ProgrammeItemData,
    RemovalData,
    keep_findings,
    keep_gap_analyses,
    keep_processes,
    keep_programme_items,
    keep_removals,
)
from review.agendas.store import registry_facts
from review.agendas.tables.registry import ReceivedProcess, ReceivedProgrammeItem
from review.app import service
from review.parties.tables import ReceivedActor
from review.schedule.tables import ExpectedParty, Milestone

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
KEEP: dict[type, Any] = {
    FindingData: keep_findings,
    GapAnalysisData: keep_gap_analyses,
    ProcessData: keep_processes,
    ProgrammeItemData: keep_programme_items,
    RemovalData: keep_removals,
}
COUNTS = GapCountsData(
    themes=9, themes_uncovered=1, instruments=2, low_uptake=0, uptake_unknown=2, not_implemented=0
)
Event = Received[Any]


class History:
    """A random course of what a registry tells, and what is true of it at a time."""

    def __init__(self, seed: int) -> None:
        self.random, self.epoch = random.Random(seed), uuid4()
        self.events: list[Event] = []
        self.findings = [(new_id(), f"F-2026-{number}") for number in range(6)]
        self.processes = [(new_id(), f"process-{number}") for number in range(3)]
        self.items = [(new_id(), f"review-{number}") for number in range(6)]
        tellings = (self._find, self._analyse, self._process, self._item, self._item, self._remove)
        for _ in range(90):
            self.random.choice(tellings)()

    def _find(self) -> None:
        identifier, code = self.random.choice(self.findings)
        status = self.random.choice(("open", "replied", "closed"))
        self._tell(
            FindingData(
                id=identifier, code=code, kind="withdrawal", state="KEN", title=code, text=code,
                status=status, opened_on=BEGIN.date(),
            )
        )  # fmt: skip

    def _analyse(self) -> None:
        number = len(self.events) + 1
        self._tell(
            GapAnalysisData(
                version=number, computed_at=BEGIN, counts=COUNTS, uncovered_themes=[], low_uptake=[],
                not_implemented=[],
            )
        )  # fmt: skip

    def _process(self) -> None:
        identifier, code = self.random.choice(self.processes)
        self._tell(ProcessData(id=identifier, code=code, name=f"Process {len(self.events)}"))

    def _item(self) -> None:
        identifier, code = self.random.choice(self.items)
        self._tell(
            ProgrammeItemData(
                id=identifier, code=code, process=self.random.choice(self.processes)[1], title=code,
                kind=self.random.choice(("regional_review", "regional_review", "meeting")),
                framework=self.random.choice(("GCM", "GCM", "GCR")), held_on=date(2025, 1, 1),
            )
        )  # fmt: skip

    def _remove(self) -> None:
        noun, there = self.random.choice((("process", self.processes), ("programme_item", self.items)))
        identifier, _ = self.random.choice(there)
        self._tell(RemovalData(id=identifier, noun=noun))

    def _tell(self, data: Any) -> None:
        number = len(self.events) + 1
        told: Event = Received(
            source="registry", epoch=self.epoch, sequence=number, time=BEGIN + timedelta(hours=number // 2),
            id=uuid4(), type="", subject="", party="global", region=None, data=data,
        )  # fmt: skip
        self.events.append(told)

    def _there(self, kind: type[Any], cut: datetime) -> dict[UUID, Event]:
        """The newest version of each thing of a kind, unless it was removed since."""
        newest: dict[UUID, Event] = {}
        for event in (one for one in self.events if one.time < cut):
            data: Any = event.data
            if isinstance(data, kind):
                newest[data.id] = event
            elif isinstance(data, RemovalData):
                newest.pop(data.id, None)
        return newest

    def findings_at(self, cut: datetime) -> set[tuple[str, str, int]]:
        """Code, status and place of each finding that was not closed."""
        newest = self._there(FindingData, cut).values()
        told = ((one.data.code, one.data.status, one.sequence) for one in newest)
        return {one for one in told if one[1] != "closed"}

    def analysis_at(self, cut: datetime) -> int | None:
        """The version of the newest analysis."""
        numbers = [
            one.data.version
            for one in self.events
            if isinstance(one.data, GapAnalysisData) and one.time < cut
        ]
        return numbers[-1] if numbers else None

    def reviews_at(self, cut: datetime) -> set[tuple[str, str, int]]:
        """Code, name of the process and place of each regional review."""
        names = {one.data.code: one.data.name for one in self._there(ProcessData, cut).values()}
        return {
            (one.data.code, names.get(one.data.process, one.data.process), one.sequence)
            for one in self._there(ProgrammeItemData, cut).values()
            if (one.data.kind, one.data.framework) == ("regional_review", "GCM")
        }


def _batches(events: Sequence[Event], chance: random.Random) -> Iterator[list[Event]]:
    """All events in any order, some of them twice, in batches of any size."""
    arrivals = [*events, *chance.sample(events, 15)]
    chance.shuffle(arrivals)
    while arrivals:
        size = chance.randint(1, 20)
        yield arrivals[:size]
        arrivals = arrivals[size:]


async def _receive(tx: Transaction, events: Sequence[Event]) -> None:
    for kind, run in groupby(events, key=lambda event: type(event.data)):
        await KEEP[kind](tx, list(run))


@pytest.mark.parametrize("seed", range(4))
async def test_what_had_been_told_at_any_cut_is_what_the_ledger_says_however_it_arrived(
    open_service: OpenService, seed: int
) -> None:
    runtime, history = await open_service(service), History(seed)
    for batch in _batches(history.events, history.random):
        async with runtime.database.transaction() as tx:
            await _receive(tx, batch)
    async with runtime.database.transaction() as tx:
        for hours in range(0, 50, 3):
            cut = BEGIN + timedelta(hours=hours)
            wanted = {"cut": cut, "epoch": history.epoch, "framework": "GCM", "milestone": uuid4()}
            found = await registry_facts.findings(tx, wanted)
            told = {(one.code, one.status, one.evidence.sequence) for one in found}
            assert told == history.findings_at(cut)
            analysis = await registry_facts.gap_analysis(tx, wanted)
            assert (analysis and analysis.version) == history.analysis_at(cut)
            reviews = await registry_facts.regional_reviews(tx, wanted)
            seen = {(one.code, one.process, one.evidence.sequence) for one in reviews}
            assert seen == history.reviews_at(cut)


async def test_parties_take_part_by_name_or_as_members_of_the_process_and_its_grouping(
    open_service: OpenService,
) -> None:
    runtime, epoch, milestone = await open_service(service), uuid4(), uuid4()
    groupings = {"EGY": ["AU"], "FRA": ["EU"], "KEN": ["AU"], "NAM": []}
    due_at = BEGIN + timedelta(days=1)
    asked = {
        "id": milestone, "version": 1, "reference": "GCM-1", "title": "Reports", "framework": "GCM",
        "opens_at": BEGIN, "due_at": due_at, "locks_at": due_at, "time_zone": "UTC", "scope": "all",
    }  # fmt: skip
    actors = [
        {"sequence": number, "code": party, "kind": "state", "name": party, "groupings": belongs}
        for number, (party, belongs) in enumerate(groupings.items(), 1)
    ]
    process = {"process_id": uuid4(), "code": "dialogue", "name": "Dialogue", "grouping": "AU"}
    review = {"process": "dialogue", "kind": "regional_review", "title": "Review", "framework": "GCM"}
    reviews = [
        {**review, "sequence": number, "item_id": uuid4(), "code": code, "states": states}
        for number, (code, states) in enumerate((("all", []), ("named", ["FRA", "USA"])), 12)
    ]
    async with runtime.database.transaction() as tx:
        place = {"epoch": epoch, "time": BEGIN}
        await received_rows.keep(tx, Milestone, [asked])
        parties = [{"milestone_id": milestone, "party": party} for party in groupings]
        await received_rows.keep(tx, ExpectedParty, parties)
        await received_rows.keep(tx, ReceivedActor, [{**place, **one} for one in actors])
        await received_rows.keep(
            tx, ReceivedProcess, [{**place, **process, "sequence": 11, "members": ["NAM"]}]
        )
        await received_rows.keep(tx, ReceivedProgrammeItem, [{**place, **one} for one in reviews])
        wanted = {"cut": due_at, "epoch": epoch, "framework": "GCM", "milestone": milestone}
        found = await registry_facts.regional_reviews(tx, wanted)
    assert {one.code: one.parties for one in found} == {"all": ("EGY", "KEN", "NAM"), "named": ("FRA",)}
