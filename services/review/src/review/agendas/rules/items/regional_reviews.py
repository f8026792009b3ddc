"""Regional reviews: what they send up to the global one, and the regions of which none is recorded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from review.agendas.rules.items.found import Found
from review.agendas.rules.record import Record
from review.agendas.rules.registry_facts import RegionalReview, RegionWithoutReview, Review, ReviewEntry
from review.agendas.rules.rule_set import ItemRule, RuleSet
from review.submissions.rules import Expected

Parties = Mapping[str, frozenset[str]]
"""The expected parties of each region."""


def item(record: Record, rule_set: RuleSet, _: ItemRule) -> Found:
    """The reviews held in the years before the deadline, the most recent first; then the regions without.

    Regions are left out while the registry has no review at all, held or planned.
    """
    years = rule_set.regional_review_years or 0
    if not record.regional_reviews:
        return Found("No regional review is recorded.", {})
    until = record.due_at.date()
    since = years_before(until, years)
    parties = _parties(record.expected)
    entries = sorted(record.regional_reviews, key=lambda one: one.code)
    recent = [one for one in entries if one.held_on is not None and since <= one.held_on <= until]
    held = sorted((_held(one, parties) for one in recent), key=lambda one: one.held_on, reverse=True)
    covered = {region for one in held for region in one.regions}
    without = [_without(region, parties, entries, record) for region in sorted(parties.keys() - covered)]
    reviews: list[Review] = [*held, *without]
    counts = {"reviews": len(held), "regions": len(parties), "regions_without_review": len(without)}
    lacking = f"none is recorded for {len(without)} of {len(parties)} regions"
    why = (
        f"Regional reviews of the {rule_set.framework} that were held in the {years} years before the "
        f"deadline: {len(held)}; {lacking if without else 'every region had one'}."
    )
    return Found(why, counts, reviews=reviews)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; the last of February for a leap day that was not."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def regions_of(review: ReviewEntry, parties: Parties) -> tuple[str, ...]:
    """The regions that a review stands for, in order.

    The one that its process unites; or, of a process that crosses regions, those of which more than half of
    the expected parties took part.
    """
    if review.grouping is not None and review.grouping in parties:
        return (review.grouping,)
    present = frozenset(review.parties)
    return tuple(
        region for region in sorted(parties) if 2 * len(parties[region] & present) > len(parties[region])
    )


def _parties(expected: Iterable[Expected]) -> Parties:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in expected:
        if one.region is not None:
            found[one.region].add(one.party)
    return {region: frozenset(codes) for region, codes in found.items()}


def _held(review: ReviewEntry, parties: Parties) -> RegionalReview:
    assert review.held_on is not None, "only reviews that were held are asked for"
    fields = review.model_dump(include={"code", "title", "process", "held_on", "summary", "link"})
    return RegionalReview(**fields, regions=regions_of(review, parties), evidence=review.evidence)


def _without(
    region: str, parties: Parties, entries: Iterable[ReviewEntry], record: Record
) -> RegionWithoutReview:
    planned = [
        (one.planned_on, one.evidence)
        for one in entries
        if one.held_on is None and one.planned_on is not None and region in regions_of(one, parties)
    ]
    day, evidence = min(planned, key=lambda one: one[0], default=(None, record.milestone_evidence))
    return RegionWithoutReview(region=region, parties=len(parties[region]), planned_on=day, evidence=evidence)
