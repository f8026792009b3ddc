"""What a soak has seen: a line for each round, a summary, and the same as JSON."""

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.soak.load.journal import Journal, Outcome
from tests.soak.plan import Strike
from tests.soak.round import Played

SHOWN = 20
"""Violations that are shown at the end; the JSON has all of them."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that should have held and did not."""

    round: int
    invariant: str
    what: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one round."""

    round: int
    seconds: float
    settled_after: float
    strikes: list[str]
    requests: dict[str, int]
    checks: int
    violations: int

    def __str__(self) -> str:
        requests = ", ".join(f"{number} {name}" for name, number in self.requests.items())
        return (
            f"Round {self.round} ({self.seconds:.0f} s): {'; '.join(self.strikes)}. Requests: {requests}."
            f" Settled after {self.settled_after:.1f} s; {self.checks} checks, {self.violations} violations."
        )


@dataclass(slots=True)
class Report:
    """Grows with every round, and can be told at any time."""

    bus: str
    seed: int
    skipped: Mapping[str, str]
    """Faults that are not played here, each with the reason."""
    journal: Journal = field(default_factory=Journal)
    lines: list[Line] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    kept: Path | None = None
    """Where data and logs are after a violation."""
    began: float = field(default_factory=time.monotonic)

    def note(self, strikes: Sequence[Strike], played: Played) -> Line:
        """Take in a round; returns what is told of it."""
        number = len(self.lines) + 1
        found = [
            Violation(number, verdict.invariant, what)
            for verdict in played.verdicts
            for what in verdict.violations
        ]
        before = Counter[str]()
        for earlier in self.lines:
            before.update(earlier.requests)
        requests = {name: total - before[name] for name, total in self.requests().items()}
        checks = sum(verdict.checked for verdict in played.verdicts)
        told = [str(strike) for strike in strikes]
        line = Line(number, played.seconds, played.settled_after, told, requests, checks, len(found))
        self.lines.append(line)
        self.violations += found
        self.faults.update(strike.fault for strike in strikes)
        self.checks.update({verdict.invariant: verdict.checked for verdict in played.verdicts})
        return line

    def requests(self) -> dict[str, int]:
        """How the clients' requests ended, so far."""
        writes, reads = self.journal.outcomes(), self.journal.reads
        return {**{one.value: writes[one] for one in Outcome}, "reads": reads[Outcome.ACKNOWLEDGED]}

    def summary(self) -> str:
        """What was seen, in some lines for people."""
        faults = ", ".join(f"{name} {number}" for name, number in sorted(self.faults.items())) or "none"
        requests = ", ".join(f"{number} {name}" for name, number in self.requests().items())
        seconds = time.monotonic() - self.began
        return "\n".join(
            [
                f"{len(self.lines)} rounds on the {self.bus} bus, seed {self.seed}, in {seconds:.0f} s",
                f"Faults: {faults}",
                *(f"Skipped: {name}, because {reason}" for name, reason in self.skipped.items()),
                f"Requests: {requests}",
                f"Checks: {sum(self.checks.values())}; violations: {len(self.violations)}",
                *(f"  round {one.round}, {one.invariant}: {one.what}" for one in self.violations[:SHOWN]),
                *([f"Data and logs are in {self.kept}"] if self.kept else []),
            ]
        )

    def write_json(self, file: Path) -> None:
        """Write what was seen to `file`."""
        told = {
            "bus": self.bus,
            "seed": self.seed,
            "seconds": round(time.monotonic() - self.began, 1),
            "faults": self.faults,
            "skipped": dict(self.skipped),
            "requests": self.requests(),
            "answers": self.journal.statuses,
            "checks": self.checks,
            "violations": [asdict(one) for one in self.violations],
            "rounds": [asdict(line) for line in self.lines],
            "kept": self.kept and str(self.kept),
        }
        file.write_text(json.dumps(told, indent=2) + "\n")
