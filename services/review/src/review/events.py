"""What the review service publishes on `compact.review`."""

from datetime import datetime
from uuid import UUID

from chassis.ledger.events import EventData
from review.rules.record import Cut, Item


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


class MeetingScheduled(EventData, event_type="compact.meeting.scheduled.v1"):
    """A meeting will be held."""

    version: int
    meeting_id: UUID
    title: str
    place: str | None
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    minutes: int
    """Working time of the meeting, to be divided among the items of its agenda."""


class ItemShown(Item):
    """An item of an agenda with the first 50 of its records, and of long texts the beginning.

    The agenda itself has all of them.
    """

    record_count: int
    """How many records the item rests on."""


class _AgendaData(EventData):
    version: int
    agenda_id: UUID
    meeting_id: UUID
    milestone_id: UUID
    status: str
    """`provisional`, then `revised`."""
    complete: bool
    """False when a source was silent: what it knows may be missing, and a revision follows."""
    reason: str
    rule_set: str
    due_at: datetime
    cuts: list[Cut]
    """Up to where each source was read."""
    items: list[ItemShown]
    """Each item with its reason and counts."""
    digest: str
    """SHA-256 of the whole agenda's JSON, as it is served at `href`."""
    href: str


class AgendaAssembled(_AgendaData, event_type="compact.agenda.assembled.v1"):
    """The first agenda of a meeting stands."""


class AgendaRevised(_AgendaData, event_type="compact.agenda.revised.v1"):
    """A newer version of a meeting's agenda stands."""


PUBLISHED = (
    MilestoneOpened,
    MilestoneChanged,
    ExtensionGranted,
    ExemptionGranted,
    DeadlinePassed,
    MeetingScheduled,
    AgendaAssembled,
    AgendaRevised,
)
