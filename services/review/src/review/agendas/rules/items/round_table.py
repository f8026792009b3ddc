"""A round table: its goals, those that need most attention first."""

from collections import Counter
from collections.abc import Iterable, Mapping

from review.agendas.rules.items.found import Found
from review.agendas.rules.record import BareGoal, Goal, ItemRecord, Need, Record, Topic
from review.agendas.rules.rule_set import ItemRule, RuleSet


def item(record: Record, rule_set: RuleSet, rule: ItemRule) -> Found:
    """Commitments that need attention, goals without commitments, challenges and practices of States."""
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
    return Found(why, counts, tuple(topics), records)


def by_attention(needs: Iterable[Need], rule_set: RuleSet) -> tuple[Need, ...]:
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
