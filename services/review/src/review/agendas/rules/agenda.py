"""Assembling an agenda from the record by a rule set: pure, and the same each time.

An item without evidence is not an item. Time is allotted by weight and never exceeds the meeting's hours.
What each kind of item says is in `items`.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence

from review.agendas.rules.items import (
    data,
    norms_under_pressure,
    policy_gaps,
    regional_reviews,
    reporting,
    round_table,
)
from review.agendas.rules.items.found import Found
from review.agendas.rules.items.round_table import by_attention
from review.agendas.rules.record import SOURCES, Agenda, Record
from review.agendas.rules.rule_set import ItemRule, RuleSet

_ITEMS: Mapping[str, Callable[[Record, RuleSet, ItemRule], Found]] = {
    "status_of_reporting": reporting.item,
    "round_table": round_table.item,
    "norms_under_pressure": norms_under_pressure.item,
    "policy_gaps": policy_gaps.item,
    "data": data.item,
    "regional_reviews": regional_reviews.item,
}


def assemble(record: Record, rule_set: RuleSet, minutes: int) -> Agenda:
    """The agenda of a meeting of `minutes`, from `record`, as `rule_set` wants it."""
    record = record.model_copy(update={"needs": by_attention(record.needs, rule_set)})
    found = [(rule, _ITEMS[rule.kind](record, rule_set, rule)) for rule in rule_set.items]
    found = [(rule, one) for rule, one in found if one]
    shares = allot(minutes, [rule.weight for rule, _ in found])
    return Agenda(
        milestone=record.milestone,
        rule_set=f"{rule_set.code}/{rule_set.version}",
        due_at=record.due_at,
        complete={cut.source for cut in record.cuts if cut.complete} == set(SOURCES),
        cuts=record.cuts,
        items=tuple(one.item(rule, share) for (rule, one), share in zip(found, shares, strict=True)),
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


def digest(document: str) -> str:
    """SHA-256 of an agenda's JSON, in hexadecimal: two agendas are the same when this is."""
    return hashlib.sha256(document.encode()).hexdigest()
