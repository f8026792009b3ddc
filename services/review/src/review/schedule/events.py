"""What is published about milestones and their deadlines."""

from datetime import datetime
from uuid import UUID

from chassis.ledger.events import EventData


class _MilestoneData(EventData):
    version: int
    milestone_id: UUID
    reference: str
    title: str
    framework: str
    opens_at: datetime
    due_at: datetime
    locks_at: datetime
    time_zone: str
    scope: str
    """`all`, or the code of the grouping whose members are expected."""
    parties: list[str]
    """The codes of the parties that owe a report."""
    meeting_id: UUID | None


class MilestoneOpened(_MilestoneData, event_type="compact.milestone.opened.v1"):
    """Reports are asked for: from whom, and by when."""


class MilestoneChanged(_MilestoneData, event_type="compact.milestone.changed.v1"):
    """A milestone that is not due yet has other times, another title or another meeting."""


class ExtensionGranted(EventData, event_type="compact.extension.granted.v1"):
    """One party has more time; who granted it and why."""

    version: int
    milestone_id: UUID
    party: str
    due_at: datetime
    locks_at: datetime
    granted_by: str
    reason: str


class ExemptionGranted(EventData, event_type="compact.exemption.granted.v1"):
    """One party owes no report for this milestone."""

    version: int
    milestone_id: UUID
    party: str
    granted_by: str
    reason: str


class DeadlinePassed(EventData, event_type="compact.deadline.passed.v1"):
    """A reporting deadline has passed: the milestone's, or one party's extended one."""

    version: int
    milestone_id: UUID
    due_at: datetime
    party: str | None


PUBLISHED = (
    MilestoneOpened,
    MilestoneChanged,
    ExtensionGranted,
    ExemptionGranted,
    DeadlinePassed,
)
