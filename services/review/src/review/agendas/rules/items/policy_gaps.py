"""Policy gaps: what the newest gap analysis shows. It informs and invites; nobody is urged to join."""

from review.agendas.rules.items.found import Found
from review.agendas.rules.record import Record
from review.agendas.rules.rule_set import ItemRule, RuleSet


def item(record: Record, _: RuleSet, __: ItemRule) -> Found:
    """Uncovered themes, instruments with low uptake, instruments without recorded implementation."""
    analysis = record.gap_analysis
    if analysis is None:
        return Found("No gap analysis has been published.", {})
    total = analysis.counts
    why = (
        f"Gap analysis {analysis.version} of {analysis.computed_at:%Y-%m-%d}: no treaty or protocol in force "
        f"covers {total.themes_uncovered} of {total.themes} themes; uptake is low for {total.low_uptake} of "
        f"{total.instruments} instruments and not known for {total.uptake_unknown}; "
        f"for {total.not_implemented} instruments there are parties of which no implementation is recorded "
        "here. States are invited to consider what is on offer, and to complete the record."
    )
    return Found(why, {"analysis": analysis.version, **total.model_dump()}, gaps=analysis.gaps)
