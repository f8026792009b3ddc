"""Status of reporting: who has reported, by region."""

from review.agendas.rules.items.found import Found
from review.agendas.rules.record import Record, Reported
from review.agendas.rules.rule_set import ItemRule, RuleSet
from review.submissions.rules import matrix, rates, rates_by_region


def item(record: Record, _: RuleSet, __: ItemRule) -> Found:
    """Every expected party with its place in the submission matrix; the overdue come first."""
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
    return Found(why, {**overall.model_dump(), "regions": regions}, records=records)
