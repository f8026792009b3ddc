"""What is recorded about grants of streams, for audit only."""

from datetime import datetime
from uuid import UUID

from chassis.ledger.events import EventData


class StreamGranted(EventData, event_type="compact.stream.granted.v1"):
    """A regional body may read topics from now on, until `expires_at`."""

    grant_id: UUID
    principal: str
    topics: list[str]
    group_prefix: str
    expires_at: datetime


class StreamPasswordSet(EventData, event_type="compact.stream-password.set.v1"):
    """A regional body has a new password for Kafka; an earlier one is no longer valid."""

    grant_id: UUID
    principal: str


class StreamEnded(EventData, event_type="compact.stream.ended.v1"):
    """A regional body may read no longer."""

    grant_id: UUID
    principal: str
    expired: bool
    """Whether its time was over; else it was revoked."""
