"""Each deadline fires once, and not before its time; nothing is taken after the lock date."""

from collections import Counter
from datetime import datetime

from tests.soak.evidence import Evidence, Row
from tests.soak.invariants.calendar import Calendar
from tests.soak.invariants.verdict import Verdict
from tests.soak.load.journal import Journal

Deadline = tuple[str, str | None, datetime]
"""Milestone, party if it is one party's own, and the time it is due."""


def deadlines(evidence: Evidence, _: Journal) -> Verdict:
    """Invariant 5, by the ledgers' time."""
    verdict = Verdict("deadlines")
    calendar = Calendar.of(evidence.ledgers["review"])
    fired = evidence.ledgers["review"].of("compact.deadline.passed.v1")
    times = Counter(_deadline(row) for row in fired)
    for deadline in calendar.deadlines():
        number = times.pop(deadline, 0)
        verdict.check(number == 1, f"the deadline {_named(deadline)} fired {number} times")
    for deadline in times:
        verdict.check(False, f"the deadline {_named(deadline)} fired, but nobody has set it")
    for row in fired:
        due_at = _deadline(row)[2]
        verdict.check(row.time >= due_at, f"the deadline of {due_at} fired at {row.time}")
    for row in evidence.ledgers["commitments"].of("compact.report.submitted.v1"):
        locked = calendar.locks_at(row.told["milestone_id"], row.party)
        verdict.check(row.time < locked, f"{row.party} submitted at {row.time}, locked since {locked}")
    return verdict


def _deadline(row: Row) -> Deadline:
    return row.told["milestone_id"], row.told["party"], datetime.fromisoformat(row.told["due_at"])


def _named(deadline: Deadline) -> str:
    milestone, party, due_at = deadline
    return f"{due_at} of milestone {milestone}" + (f" for {party}" if party else "")
