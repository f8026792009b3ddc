"""When a report may be written, submitted and decided on.

Completed, signed off, submitted, accepted and returned are separate facts, of which none is derived from
another; the status of a report is derived from all of them.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from commitments.commitments.rules.faults import Fault

Decision = Literal["accepted", "returned"]
ReportStatus = Literal["draft", "completed", "signed_off", "submitted", "accepted", "returned"]


class Milestone(NamedTuple):
    """What a milestone asks of one party: its own dates, if it was given an extension."""

    reference: str
    framework: str
    opens_at: datetime
    locks_at: datetime
    expected: bool
    exempt: bool


class AboutGoal(Protocol):
    """A part of a report that is about a goal."""

    @property
    def goal(self) -> str:
        """The goal's code."""


def lock_date(locks_at: datetime, extended_to: datetime | None) -> datetime:
    """Until when a party's reports are taken. An extension never shortens it."""
    return max(locks_at, extended_to or locks_at)


def party_faults(milestone: Milestone, party: str, *, submitted: bool = False) -> Iterator[Fault]:
    """Who writes a report is expected to, and not exempt, unless it had `submitted` before it was."""
    if not milestone.expected:
        yield Fault("/party", f"{party} owes no report for {milestone.reference}")
    elif milestone.exempt and not submitted:
        yield Fault("/party", f"{party} is exempt from reporting for {milestone.reference}")


def goal_faults(
    field: str, parts: Sequence[AboutGoal], framework: str, known: Collection[str]
) -> Iterator[Fault]:
    """Each part of the report's `field` is about a goal of `framework`; `known` are its goals."""
    for place, part in enumerate(parts):
        if part.goal not in known:
            yield Fault(f"/{field}/{place}/goal", f"{framework} has no goal {part.goal}")


def report_status(
    *, completed: bool, signed_off: bool, submission: int, decision: Decision | None
) -> ReportStatus:
    """Where a report stands: open before its first submission, and again after each return.

    `submission`: how often it was submitted; `decision`: on the newest submission.
    """
    if submission > 0 and decision != "returned":
        return decision or "submitted"
    if signed_off:
        return "signed_off"
    if completed:
        return "completed"
    return "returned" if submission > 0 else "draft"


OPEN: tuple[ReportStatus, ...] = ("draft", "completed", "signed_off", "returned")
"""In which a report may be changed."""
