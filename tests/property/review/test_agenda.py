"""What holds for every agenda, whatever the record."""

import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from review.agendas.rules.agenda import allot, assemble
from review.agendas.rules.fact import Evidence
from review.agendas.rules.record import SOURCES, Coverage, Cut, Goal, Need, Record, Unmeasured, Voice
from review.agendas.rules.registry_facts import (
    Finding,
    GapAnalysis,
    GapCounts,
    LowUptake,
    Reply,
    ReviewEntry,
    UncoveredTheme,
    UnrecordedImplementation,
)
from review.agendas.rules.rule_set import ItemRule, RuleSet
from review.submissions.rules import Expected

DUE = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
GOALS = tuple(str(number) for number in range(1, 24))
RULES = RuleSet(
    code="test",
    version=1,
    title="Test",
    framework="GCM",
    degrees=("high",),
    patience_seconds=60,
    regional_review_years=4,
    attention={"deterioration": 3, "limited": 2, "acceleration_needed": 1},
    items=(
        ItemRule(key="status", kind="status_of_reporting", title="Status of reporting", weight=2),
        ItemRule(key="rt1", kind="round_table", title="Round table 1", weight=5, goals=GOALS[:12]),
        ItemRule(key="rt2", kind="round_table", title="Round table 2", weight=5, goals=GOALS[12:]),
        ItemRule(key="norms", kind="norms_under_pressure", title="Norms under pressure", weight=1),
        ItemRule(key="gaps", kind="policy_gaps", title="Policy gaps", weight=1),
        ItemRule(key="data", kind="data", title="Data", weight=1),
        ItemRule(key="regions", kind="regional_reviews", title="Regional reviews", weight=1),
    ),
)
evidence = st.builds(
    Evidence, source=st.just("commitments"), sequence=st.integers(1, 10**6), href=st.just("/v1/x")
)
codes = st.text("ABCDEFGHIJ", min_size=3, max_size=3)
statuses = st.sampled_from(["achieved", "on_track", "acceleration_needed", "limited", "deterioration"])
needs = st.builds(
    Need,
    goal=st.sampled_from(GOALS),
    commitment=codes,
    reference=codes,
    title=codes,
    party=codes,
    status=statuses,
    score=st.none() | st.floats(-5, 5),
    evidence=evidence,
)
voices = st.builds(
    Voice,
    kind=st.sampled_from(["challenge", "practice"]),
    goal=st.sampled_from(GOALS),
    party=codes,
    text=codes,
    evidence=evidence,
)
expected = st.builds(
    Expected,
    party=codes,
    region=st.sampled_from(["ECA", "ECE", None]),
    first_submitted_at=st.none() | st.just(DUE - timedelta(days=1)),
    exempt=st.booleans(),
)
unmeasured = st.builds(
    Unmeasured,
    commitment=codes,
    reference=codes,
    title=codes,
    party=codes,
    indicators=st.integers(1, 5),
    evidence=evidence,
)
days = st.dates(date(2020, 1, 1), date(2026, 3, 31))
counts = st.integers(0, 9)
findings = st.builds(
    Finding,
    code=codes,
    kind=st.sampled_from(["withdrawal", "repealed_measure"]),
    state=codes,
    title=codes,
    text=codes,
    instrument=st.none() | codes,
    status=st.sampled_from(["open", "replied"]),
    opened_on=days,
    reply=st.none() | st.builds(Reply, text=codes, on=days),
    evidence=evidence,
)
gaps = st.one_of(
    st.builds(UncoveredTheme, theme=codes, name=codes, why=codes, evidence=evidence),
    *(
        st.builds(kind, instrument=codes, title=codes, why=codes, evidence=evidence)
        for kind in (LowUptake, UnrecordedImplementation)
    ),
)
analyses = st.builds(
    GapAnalysis,
    version=counts,
    computed_at=st.just(DUE),
    counts=st.builds(GapCounts),
    gaps=st.lists(gaps, max_size=4).map(tuple),
)
regional_reviews = st.builds(
    ReviewEntry,
    code=codes,
    title=codes,
    process=codes,
    grouping=st.sampled_from(["ECA", "ECE", "AU", None]),
    parties=st.lists(codes, max_size=4).map(tuple),
    planned_on=st.none() | days,
    held_on=st.none() | days,
    summary=st.none() | codes,
    link=st.none(),
    evidence=evidence,
)
records = st.builds(
    Record,
    milestone=st.just("m"),
    milestone_evidence=evidence,
    due_at=st.just(DUE),
    as_of=st.just(DUE),
    expected=st.lists(expected, max_size=8, unique_by=lambda one: one.party).map(tuple),
    reports=st.just(()),
    goals=st.lists(
        st.builds(Goal, code=st.sampled_from(GOALS), title=codes, evidence=evidence),
        max_size=8,
        unique_by=lambda one: one.code,
    ).map(tuple),
    statuses=st.dictionaries(
        st.sampled_from(GOALS), st.dictionaries(statuses, st.integers(1, 9), min_size=1)
    ),
    needs=st.lists(needs, max_size=12, unique_by=lambda one: (one.goal, one.commitment)).map(tuple),
    voices=st.lists(voices, max_size=8).map(tuple),
    coverage=st.lists(
        st.builds(
            Coverage,
            region=codes,
            indicators=st.integers(1, 9),
            with_data=st.integers(0, 9),
            by_sex=st.integers(0, 9),
            by_age=st.integers(0, 9),
        ),
        max_size=3,
        unique_by=lambda one: one.region,
    ).map(tuple),
    unmeasured=st.lists(unmeasured, max_size=5, unique_by=lambda one: one.reference).map(tuple),
    findings=st.lists(findings, max_size=5, unique_by=lambda one: one.code).map(tuple),
    gap_analysis=st.none() | analyses,
    regional_reviews=st.lists(regional_reviews, max_size=5, unique_by=lambda one: one.code).map(tuple),
    cuts=st.lists(
        st.builds(
            Cut,
            source=st.sampled_from(SOURCES),
            epoch=st.just("e"),
            sequence=st.just(9),
            time=st.just(DUE),
            hash=st.just("ab"),
            complete=st.booleans(),
        ),
        unique_by=lambda one: one.source,
    ).map(tuple),
)


@given(records, st.integers(0, 5000), st.randoms(use_true_random=False))
def test_the_same_record_gives_the_same_agenda_byte_for_byte_in_whatever_order_it_is_read(
    record: Record, minutes: int, chance: random.Random
) -> None:
    lists = (
        *("expected", "goals", "needs", "voices", "coverage", "unmeasured"),
        *("findings", "regional_reviews"),
    )
    shuffled = {
        name: tuple(chance.sample(getattr(record, name), len(getattr(record, name)))) for name in lists
    }
    again = record.model_copy(update=shuffled)
    first, second = (assemble(one, RULES, minutes).model_dump_json() for one in (record, again))
    assert first == second


@given(records)
def test_an_agenda_is_complete_only_if_every_source_was_heard_up_to_the_deadline(record: Record) -> None:
    heard = {cut.source for cut in record.cuts if cut.complete}
    assert assemble(record, RULES, 60).complete == (heard == {"commitments", "registry"})


@given(records, st.integers(0, 5000))
def test_no_item_is_without_evidence_and_the_time_is_never_exceeded(record: Record, minutes: int) -> None:
    agenda = assemble(record, RULES, minutes)
    assert all(item.basis for item in agenda.items)
    assert all(fact.evidence.sequence > 0 for item in agenda.items for fact in item.basis)
    assert sum(item.minutes for item in agenda.items) <= minutes


@given(records)
def test_round_tables_list_every_commitment_that_needs_attention_and_none_that_does_not(
    record: Record,
) -> None:
    agenda = assemble(record, RULES, 60)
    listed = {
        (one.goal, one.commitment)
        for item in agenda.items
        for one in item.records
        if one.kind == "needs_attention"
    }
    assert listed == {(n.goal, n.commitment) for n in record.needs if n.status in RULES.attention}


@given(records)
def test_what_is_worse_stands_before_what_is_better(record: Record) -> None:
    for item in assemble(record, RULES, 60).items:
        weights = [RULES.attention[one.status] for one in item.records if one.kind == "needs_attention"]
        assert weights == sorted(weights, reverse=True)


@given(records)
def test_every_finding_is_listed_once_and_the_most_recent_stand_first(record: Record) -> None:
    listed = [one for item in assemble(record, RULES, 60).items for one in item.findings]
    assert sorted(one.code for one in listed) == sorted(one.code for one in record.findings)
    opened = [one.opened_on for one in listed]
    assert opened == sorted(opened, reverse=True)


@given(records)
def test_a_region_has_a_review_or_is_named_as_without_and_never_both(record: Record) -> None:
    listed = [one for item in assemble(record, RULES, 60).items for one in item.reviews]
    held = {region for one in listed if one.kind == "regional_review" for region in one.regions}
    without = [one.region for one in listed if one.kind == "region_without_review"]
    assert not held & set(without)
    assert len(without) == len(set(without))
    if record.regional_reviews:
        assert held | set(without) == {one.region for one in record.expected if one.region}


@given(records)
def test_what_the_registry_tells_changes_nothing_in_the_other_items(record: Record) -> None:
    silent = record.model_copy(update={"findings": (), "gap_analysis": None, "regional_reviews": ()})
    of_registry = {"norms", "gaps", "regions"}
    with_facts, without = (
        {item.key: item.model_copy(update={"minutes": 0}) for item in assemble(one, RULES, 60).items}
        for one in (record, silent)
    )
    assert without.keys().isdisjoint(of_registry)
    assert {key: item for key, item in with_facts.items() if key not in of_registry} == without


@given(st.integers(0, 10_000), st.lists(st.integers(0, 50), max_size=12))
def test_time_is_divided_by_weight_and_all_of_it_is_given(minutes: int, weights: list[int]) -> None:
    shares = allot(minutes, weights)
    total = sum(weights)
    assert sum(shares) == (minutes if total else 0)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - (minutes * weight / total if total else 0)) < 1
