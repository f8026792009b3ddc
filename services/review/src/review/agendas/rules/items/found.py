"""What an item's module finds in the record, before the item has its title and its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from review.agendas.rules.record import Item, ItemRecord, Topic
from review.agendas.rules.registry_facts import Finding, Gap, Review
from review.agendas.rules.rule_set import ItemRule


@dataclass(frozen=True, slots=True)
class Found:
    """Why the item is there, its counts, its topics, and what it rests on."""

    why: str
    counts: dict[str, Any]
    topics: tuple[Topic, ...] = ()
    records: Sequence[ItemRecord] = ()
    findings: Sequence[Finding] = ()
    gaps: Sequence[Gap] = ()
    reviews: Sequence[Review] = ()

    def __bool__(self) -> bool:
        """Whether there is evidence: an item without evidence is not an item."""
        return any((self.records, self.findings, self.gaps, self.reviews))

    def item(self, rule: ItemRule, minutes: int) -> Item:
        """The item that `rule` wants of this."""
        return Item(
            key=rule.key,
            title=rule.title,
            minutes=minutes,
            rule=rule.kind,
            why=self.why,
            counts=self.counts,
            topics=self.topics,
            records=tuple(self.records),
            findings=tuple(self.findings),
            gaps=tuple(self.gaps),
            reviews=tuple(self.reviews),
        )
