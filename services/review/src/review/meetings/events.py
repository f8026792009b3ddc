"""What is published about meetings."""

from datetime import datetime
from uuid import UUID

from chassis.ledger.events import EventData


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


PUBLISHED = (MeetingScheduled,)
