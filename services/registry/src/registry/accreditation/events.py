"""What is published of accreditations; the steps of an application are for audit only."""

from datetime import date
from uuid import UUID

from pydantic import Field

from chassis.ledger.events import EventData


class AccreditationGranted(EventData, event_type="compact.accreditation.granted.v1"):
    """A stakeholder is accredited, for a term."""

    version: int
    accreditation_id: UUID
    code: str = Field(examples=["A-2027-14"])
    actor: str = Field(examples=["MIGRANTS-FORUM"])
    """The actor's code."""
    name: str = Field(examples=["Migrants' Forum"])
    kind: str = Field(examples=["migrants_group"])
    since: date
    until: date | None = Field(examples=["2031-02-15"])
    """The first day without it; null while it has no end."""


class AccreditationEnded(EventData, event_type="compact.accreditation.ended.v1"):
    """An accreditation ends before its term does, or has got an end: `until`."""

    version: int
    accreditation_id: UUID
    code: str = Field(examples=["A-2027-14"])
    actor: str = Field(examples=["MIGRANTS-FORUM"])
    since: date
    until: date
    """The first day without it."""


class AccreditationProceeded(EventData, event_type="compact.accreditation.proceeded.v1"):
    """For audit: a step was taken with an application."""

    version: int
    accreditation_id: UUID
    code: str
    step: str
    """`applied`, `review_begun`, `decided`, `appealed`, `appeal_decided` or `ended`."""
