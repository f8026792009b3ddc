"""What is published of findings, and what is for audit only."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.ledger.events import EventData


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", from_attributes=True, use_attribute_docstrings=True
    )


class EvidencePart(_Part):
    """A record on which a finding rests."""

    source: str = Field(examples=["registry"])
    """The service that keeps the record, or another source."""
    href: str = Field(examples=["/v1/participations/ICRMW.KEN.withdrawal.2027-02-03"])


class ReplyPart(_Part):
    """The reply of the State concerned."""

    text: str = Field(
        examples=["The withdrawal follows a decision of Parliament; the law on its rights stays."]
    )
    on: date


class _Finding(EventData):
    version: int
    id: UUID
    code: str = Field(examples=["F-2027-0014"])
    kind: str = Field(examples=["withdrawal"])
    """`withdrawal`, `late_reservation`, `repealed_measure`, `worsening_indicator` or `reported`."""
    state: str = Field(examples=["KEN"])
    """The State concerned."""
    title: str = Field(examples=["Kenya: withdrawal from ICRMW on 3 February 2027"])
    text: str = Field(examples=["Kenya gave notice of its withdrawal from ICRMW on 3 February 2027."])
    instrument: str | None = Field(examples=["ICRMW"])
    themes: list[str] = Field(examples=[["labour-migration"]])
    goals: list[str] = Field(examples=[["GCM/6"]])
    """Such as `GCM/5`: framework and goal."""
    opened_on: date
    """The day on which it was published."""
    evidence: list[EvidencePart]


class FindingOpened(_Finding, event_type="compact.finding.opened.v1"):
    """A finding was reviewed and is public; the State concerned is invited to reply."""

    status: str = Field(examples=["open"])
    reply: ReplyPart | None = Field(examples=[None])
    closed_reason: str | None = Field(examples=[None])


class FindingReplied(_Finding, event_type="compact.finding.replied.v1"):
    """The State concerned has replied, for the first time or otherwise than before."""

    status: str = Field(examples=["replied"])
    reply: ReplyPart | None
    closed_reason: str | None = Field(examples=[None])


class FindingClosed(_Finding, event_type="compact.finding.closed.v1"):
    """A finding is settled."""

    status: str = Field(examples=["closed"])
    reply: ReplyPart | None
    closed_reason: str | None = Field(examples=["Kenya has acceded again."])


class FindingRaised(EventData, event_type="compact.finding.raised.v1"):
    """Something puts a norm under pressure; not public before review."""

    version: int
    id: UUID
    code: str
    kind: str
    record: str | None


class FindingDismissed(EventData, event_type="compact.finding.dismissed.v1"):
    """A reviewer decided that a finding is none; not public."""

    version: int
    id: UUID
    code: str
    reason: str
