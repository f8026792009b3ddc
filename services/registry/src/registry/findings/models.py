"""What is sent and shown of findings."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chassis.problems.models import RequestBody, ResponseBody
from chassis.values import Instant, Line, PartyCode, RequiredProse, check_line, check_link
from registry.catalogue.models import Code, Codes, Goal, ListQuery, PastDay
from registry.findings.rules.findings import FindingKind, FindingStatus

Href = Annotated[
    str,
    StringConstraints(pattern=r"^(https?://|/v1/)[^\s\x00]+$", max_length=2000),
    AfterValidator(check_line),
    AfterValidator(check_link),
]


class EvidenceBody(BaseModel):
    """A record on which a finding rests."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, from_attributes=True)

    source: Line = Field(description="Who keeps the record, or the source.", examples=["registry"])
    href: Href = Field(examples=["/v1/participations/ICRMW.KEN.withdrawal.2027-02-03"])


class NewFinding(RequestBody):
    """What is reported: a norm under pressure, and on which records that rests."""

    state: PartyCode = Field(examples=["KEN"])
    title: Line = Field(examples=["Kenya: fees for the recruitment of migrant workers are back"])
    text: RequiredProse
    instrument: Code | None = Field(None, examples=["ICRMW"])
    themes: Codes = Field(default_factory=list)
    goals: list[Goal] = Field(default_factory=list, max_length=100, examples=[["GCM/6"]])
    evidence: list[EvidenceBody] = Field(min_length=1, max_length=50)
    happened_on: PastDay | None = None


class ReplyBody(ResponseBody):
    """The reply of the State concerned."""

    text: str
    at: Instant


class FindingBody(ResponseBody):
    """A finding, and what became of it."""

    id: UUID
    version: int
    code: str
    kind: FindingKind
    state: str
    title: str
    text: str
    instrument: str | None
    themes: list[str]
    goals: list[str]
    evidence: list[EvidenceBody]
    happened_on: date | None
    status: FindingStatus
    raised_at: Instant
    published_at: Instant | None
    opened_on: date | None
    """The day on which it became public."""
    dismissed_at: Instant | None
    dismissed_reason: str | None
    reply: ReplyBody | None
    closed_at: Instant | None
    closed_reason: str | None


class FindingsQuery(ListQuery):
    """Which findings are wanted."""

    state: PartyCode | None = None
    kind: FindingKind | None = None
    status: FindingStatus | None = None
    instrument: Code | None = None
    theme: Code | None = None
    goal: Goal | None = None
    sort: Literal["code", "-code", "opened_on", "-opened_on"] = "code"


class NewReply(RequestBody):
    """The reply of your State to a finding."""

    text: RequiredProse
