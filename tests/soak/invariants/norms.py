"""What the registry had told at a time, by its ledger: findings, the gap analysis, regional reviews."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.soak.evidence import Ledger, Row
from tests.soak.invariants.standing import FRAMEWORK

YEARS = 4
"""For how many years before the deadline a regional review counts, as the published rule set has it."""
_GAPS = ("uncovered_themes", "low_uptake", "not_implemented")


@dataclass(slots=True)
class Norms:
    """The registry's facts that an agenda must have."""

    findings: dict[str, str] = field(default_factory=dict)
    """Status by code, of those that are not closed."""
    analysis: int | None = None
    """The newest gap analysis, if it shows gaps."""
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Items of programmes of work by id."""

    def note(self, row: Row) -> None:
        """Take note of what one row tells."""
        match row.type.split("."):
            case ["compact", "finding", *_]:
                self.findings[row.told["code"]] = row.told["status"]
                if row.told["status"] == "closed":
                    del self.findings[row.told["code"]]
            case ["compact", "gap-analysis", *_]:
                self.analysis = row.told["version"] if any(row.told[name] for name in _GAPS) else None
            case ["compact", "programme-item", *_]:
                self.items[row.told["id"]] = row.told
            case ["compact", "entry", "removed", _]:
                self.items.pop(row.told["id"], None)

    def reviews(self, due_at: datetime) -> set[str]:
        """The codes of the regional reviews held in the years before a deadline."""
        until = due_at.year, due_at.month, due_at.day
        since = due_at.year - YEARS, due_at.month, due_at.day
        return {
            one["code"]
            for one in self.items.values()
            if (one["kind"], one["framework"]) == ("regional_review", FRAMEWORK)
            and one["held_on"]
            and since <= _parts(one["held_on"]) <= until
        }

    def copy(self) -> "Norms":
        """The same, untouched by what is noted later."""
        return Norms(dict(self.findings), self.analysis, dict(self.items))


def _parts(day: str) -> tuple[int, int, int]:
    held = date.fromisoformat(day)
    return held.year, held.month, held.day


def norms_at(cuts: Iterable[datetime], registry: Ledger) -> dict[datetime, Norms]:
    """What had been told just before each of `cuts`."""
    rows, norms, found = iter(registry.rows), Norms(), {}
    row = next(rows, None)
    for cut in sorted(cuts):
        while row is not None and row.time < cut:
            if row.sequence is not None:  # public
                norms.note(row)
            row = next(rows, None)
        found[cut] = norms.copy()
    return found
