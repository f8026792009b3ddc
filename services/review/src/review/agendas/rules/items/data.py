"""Data: how far indicators are measured, and the commitments without any data."""

from collections import Counter

from review.agendas.rules.items.found import Found
from review.agendas.rules.record import Record
from review.agendas.rules.rule_set import ItemRule, RuleSet


def item(record: Record, _: RuleSet, __: ItemRule) -> Found:
    """Disaggregation by sex and age, by region; the commitments with most unmeasured indicators first."""
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
    counts = {**dict(sorted(totals.items())), "without_data": without, "regions": regions}
    records = sorted(record.unmeasured, key=lambda one: (-one.indicators, one.reference, one.commitment))
    return Found(why, counts, records=records)
