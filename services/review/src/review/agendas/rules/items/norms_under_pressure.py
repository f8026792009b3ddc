"""Norms under pressure: findings that are not closed, with the replies of the States concerned."""

from collections import Counter

from review.agendas.rules.items.found import Found
from review.agendas.rules.record import Record
from review.agendas.rules.rule_set import ItemRule, RuleSet


def item(record: Record, _: RuleSet, __: ItemRule) -> Found:
    """Every finding that is not closed, the most recent first."""
    findings = sorted(record.findings, key=lambda one: (-one.opened_on.toordinal(), one.code))
    replied = sum(one.reply is not None for one in findings)
    states = len({one.state for one in findings})
    counts = {
        "findings": len(findings),
        "replied": replied,
        "states": states,
        "by_kind": dict(sorted(Counter(one.kind for one in findings).items())),
    }
    why = (
        f"Findings about existing norms that are not closed: {len(findings)}, States concerned: {states}; "
        f"findings with a State's reply: {replied}."
    )
    return Found(why, counts, findings=findings)
