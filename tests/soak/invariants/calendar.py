"""What the review's ledger says of milestones: when they are due, and who has more time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.soak.evidence import Ledger


@dataclass(slots=True)
class Calendar:
    """The milestones as they stand in the end, and the extensions."""

    milestones: dict[str, dict[str, Any]] = field(default_factory=dict)
    extensions: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    """By milestone and party."""

    @classmethod
    def of(cls, review: Ledger) -> "Calendar":
        """The calendar that the ledger `review` tells of."""
        calendar = cls()
        for row in review.of("compact.milestone.opened.v1", "compact.milestone.changed.v1"):
            calendar.milestones[row.told["milestone_id"]] = row.told
        for row in review.of("compact.extension.granted.v1"):
            place = (row.told["milestone_id"], row.told["party"])
            calendar.extensions.setdefault(place, []).append(row.told)
        return calendar

    def deadlines(self) -> Iterator[tuple[str, str | None, datetime]]:
        """All deadlines that must fire: of milestones, and of extensions."""
        for milestone in self.milestones.values():
            yield milestone["milestone_id"], None, _instant(milestone["due_at"])
        for (milestone_id, party), granted in self.extensions.items():
            for extension in granted:
                yield milestone_id, party, _instant(extension["due_at"])

    def due_at(self, milestone_id: str, party: str) -> datetime:
        """Until when a report of `party` is on time."""
        return self._latest("due_at", milestone_id, party)

    def locks_at(self, milestone_id: str, party: str) -> datetime:
        """Until when a report of `party` is taken."""
        return self._latest("locks_at", milestone_id, party)

    def _latest(self, name: str, milestone_id: str, party: str) -> datetime:
        granted = self.extensions.get((milestone_id, party), [])
        return max(_instant(one[name]) for one in (self.milestones[milestone_id], *granted))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
