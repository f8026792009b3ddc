"""When a report may be written, submitted and decided on.

Completed, signed off, submitted, accepted and returned are separate facts: none is derived from another.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from commitments.rules.faults import Fault

Decision = Literal["accepted", "returned"]


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


def party_faults(milestone: Milestone, party: str) -> Iterator[Fault]:
    """Who writes a report is expected to, and not exempt."""
    if not milestone.expected:
        yield Fault("/party", f"{party} owes no report for {milestone.reference}")
    elif milestone.exempt:
        yield Fault("/party", f"{party} is exempt from reporting for {milestone.reference}")


def goal_faults(
    field: str, parts: Sequence[AboutGoal], framework: str, known: Collection[str]
) -> Iterator[Fault]:
    """Each part of the report's `field` is about a goal of `framework`; `known` are its goals."""
    for place, part in enumerate(parts):
        if part.goal not in known:
            yield Fault(f"/{field}/{place}/goal", f"{framework} has no goal {part.goal}")


def is_open(submission: int, decision: str | None) -> bool:
    """Whether a report may be changed and submitted: before the first submission, and after each return."""
    return submission == 0 or decision == "returned"


def awaits_decision(submission: int, decision: str | None) -> bool:
    """Whether there is a submission that is neither accepted nor returned."""
    return submission > 0 and decision is None


def missing_step(completed: bool, signed_off: bool) -> str | None:
    """What is still to be done before a report can be submitted, in words."""
    if not completed:
        return "Its author has not completed the report."
    if not signed_off:
        return "The party's focal point has not signed the report off."
    return None
