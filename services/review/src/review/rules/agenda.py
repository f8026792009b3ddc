"""Assembling an agenda from the record by a rule set: pure, and the same each time.

An item without evidence is not an item. Time is allotted by weight and never exceeds the meeting's hours.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from review.rules.record import (
    SOURCES,
    Agenda,
    BareGoal,
    Goal,
    Item,
    ItemRecord,
    ItemRule,
    Need,
    Record,
    Reported,
    RuleSet,
    Topic,
)
from review.rules.timeliness import matrix, rates, rates_by_region

Found = tuple[str, dict[str, Any], tuple[Topic, ...], Sequence[ItemRecord]]
"""Why the item is there, its counts, its topics, and the records it rests on."""


def assemble(record: Record, rule_set: RuleSet, minutes: int) -> Agenda:
    """The agenda of a meeting of `minutes`, from `record`, as `rule_set` wants it."""
    record = record.model_copy(update={"needs": _by_attention(record.needs, rule_set)})
    makers = {"status_of_reporting": _reporting, "round_table": _round_table, "data": _data}
    found = [(rule, makers[rule.kind](record, rule_set, rule)) for rule in rule_set.items]
    found = [(rule, item) for rule, item in found if item[3]]
    shares = allot(minutes, [rule.weight for rule, _ in found])
    return Agenda(
        milestone=record.milestone,
        rule_set=f"{rule_set.code}/{rule_set.version}",
        due_at=record.due_at,
        complete={cut.source for cut in record.cuts if cut.complete} == set(SOURCES),
        cuts=record.cuts,
        items=tuple(_item(rule, item, share) for (rule, item), share in zip(found, shares, strict=True)),
    )


def _item(rule: ItemRule, found: Found, minutes: int) -> Item:
    why, counts, topics, records = found
    return Item(
        key=rule.key,
        title=rule.title,
        minutes=minutes,
        rule=rule.kind,
        why=why,
        counts=counts,
        topics=topics,
        records=tuple(records),
    )


def allot(minutes: int, weights: Sequence[int]) -> list[int]:
    """Divide `minutes` by `weights` in whole minutes, by largest remainder, without any left over."""
    total = sum(weights)
    if total == 0:
        return [0 for _ in weights]
    shares = [divmod(minutes * weight, total) for weight in weights]
    left = minutes - sum(whole for whole, _ in shares)
    favoured = sorted(range(len(weights)), key=lambda n: (-shares[n][1], n))[:left]
    return [whole + (n in favoured) for n, (whole, _) in enumerate(shares)]


def _reporting(record: Record, _: RuleSet, __: ItemRule) -> Found:
    rows = matrix(record.expected, record.due_at, record.as_of)
    overall = rates(rows)
    why = (
        f"{overall.received} of {overall.expected} expected reports were received, "
        f"{overall.on_time} of them on time; {overall.statuses['overdue']} are overdue."
    )
    regions = {name: one.model_dump() for name, one in rates_by_region(rows).items()}
    evidence = {report.party: report.evidence for report in record.reports}
    records = [
        Reported(
            kind=row.status,
            party=row.party,
            evidence=evidence.get(row.party, record.milestone_evidence),
        )
        for row in sorted(rows, key=lambda row: (row.status != "overdue", row.status, row.party))
    ]
    return why, {**overall.model_dump(), "regions": regions}, (), records


def _round_table(record: Record, rule_set: RuleSet, rule: ItemRule) -> Found:
    by_code = {goal.code: goal for goal in record.goals}
    goals = [by_code[code] for code in rule.goals if code in by_code]
    here = frozenset(rule.goals)
    needs = [need for need in record.needs if need.goal in here]
    of_goals = Counter((need.goal, need.status) for need in needs)
    voices = [voice for voice in record.voices if voice.goal in here]
    topics = sorted(
        (_topic(goal, record, rule_set, of_goals) for goal in goals),
        key=lambda topic: (-topic.attention, bool(topic.commitments), rule.goals.index(topic.goal)),
    )
    bare = [goal for goal in goals if not record.statuses.get(goal.code)]
    records: list[ItemRecord] = [
        *needs,
        *(BareGoal(goal=goal.code, evidence=goal.evidence) for goal in bare),
        *sorted(voices, key=lambda v: (v.kind, v.goal, v.party, v.text, v.evidence.sequence)),
    ]
    kinds = Counter(voice.kind for voice in voices)
    distinct = len({need.commitment for need in needs})
    counts = {
        "commitments_needing_attention": distinct,
        "by_status": dict(sorted(Counter(need.status for need in needs).items())),
        "goals_without_commitments": len(bare),
        "challenges": kinds["challenge"],
        "practices": kinds["practice"],
    }
    why = (
        f"{distinct} commitments under its {len(goals)} objectives need attention; {len(bare)} objectives "
        f"have no commitment; States name {kinds['challenge']} challenges and offer {kinds['practice']} "
        "practices."
    )
    return why, counts, tuple(topics), records


def _by_attention(needs: Iterable[Need], rule_set: RuleSet) -> tuple[Need, ...]:
    """Most urgent first: by the status's weight, then the lowest score, then the reference."""
    wanted = [need for need in needs if need.status in rule_set.attention]

    def urgency(need: Need) -> tuple[object, ...]:
        score = 0.0 if need.score is None else need.score
        return (-rule_set.attention[need.status], score, need.reference, need.commitment, need.goal)

    return tuple(sorted(wanted, key=urgency))


def _topic(goal: Goal, record: Record, rule_set: RuleSet, needs: Mapping[tuple[str, str], int]) -> Topic:
    """The topic of `goal`, of which `needs` counts the commitments that need attention, by status."""
    own = {status: count for (code, status), count in needs.items() if code == goal.code}
    statuses = record.statuses.get(goal.code, {})
    return Topic(
        goal=goal.code,
        title=goal.title,
        attention=sum(rule_set.attention[status] * count for status, count in own.items()),
        commitments=dict(sorted(statuses.items())),
        why=f"{sum(own.values())} of {sum(statuses.values())} commitments need attention."
        if statuses
        else "No commitment has been made to this objective.",
    )


def _data(record: Record, _: RuleSet, __: ItemRule) -> Found:
    totals = Counter[str]()
    for region in record.coverage:
        totals.update(region.model_dump(exclude={"region"}))
    without = totals["indicators"] - totals["with_data"]
    why = (
        f"{without} of {totals['indicators']} indicators have no data; of those with data, "
        f"{totals['by_sex']} are disaggregated by sex and {totals['by_age']} by age."
    )
    coverage = sorted(record.coverage, key=lambda one: one.region)
    regions = {one.region: one.model_dump(exclude={"region"}) for one in coverage}
    records = sorted(record.unmeasured, key=lambda one: (-one.indicators, one.reference, one.commitment))
    return why, {**dict(sorted(totals.items())), "without_data": without, "regions": regions}, (), records


def digest(document: str) -> str:
    """SHA-256 of an agenda's JSON, in hexadecimal: two agendas are the same when this is."""
    return hashlib.sha256(document.encode()).hexdigest()
