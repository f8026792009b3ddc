"""Policy gaps: what the newest gap analysis shows. It informs and invites, and tells nobody what to join."""

from review.agendas.rules.items.found import Found
from review.agendas.rules.record import Record
from review.agendas.rules.rule_set import ItemRule, RuleSet


def item(record: Record, _: RuleSet, __: ItemRule) -> Found:
    """Uncovered themes, instruments with low uptake, instruments without recorded implementation."""
    analysis = record.gap_analysis
    if analysis is None:
        return Found("No gap analysis has been published.", {})
    told = analysis.counts
    why = (
        f"Gap analysis {analysis.version} of {analysis.computed_at:%Y-%m-%d}: no treaty or protocol in force "
        f"covers {told.themes_uncovered} of {told.themes} themes; uptake is low for {told.low_uptake} of "
        f"{told.instruments} instruments and not known for {told.uptake_unknown}; for {told.not_implemented} "
        "instruments there are parties of which no implementation is recorded here. States are invited to "
        "consider what is on offer, and to complete the record."
    )
    return Found(why, {"analysis": analysis.version, **told.model_dump()}, gaps=analysis.gaps)
