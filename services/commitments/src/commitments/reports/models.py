"""What is sent and shown of reports: what a party reports on a milestone's goals."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.problems.models import RequestBody, ResponseBody
from chassis.resources.merge_patch import MergePatch
from chassis.values import Id, Instant, Line, PartyCode, Prose, RequiredProse
from commitments.frameworks.models import Code
from commitments.reports.rules import Decision, ReportStatus, report_status

Language = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*$", max_length=35
    ),
]
"""A language by its BCP 47 tag: language, and perhaps script, region and variants."""
Passage = Annotated[RequiredProse, StringConstraints(max_length=4000)]
"""A text of one to 4,000 characters."""


class Challenge(RequestBody):
    """A difficulty that a party names openly."""

    goal: Code = Field(examples=["5"])
    text: Passage = Field(examples=["Consular services do not reach seasonal workers."])


class Practice(RequestBody):
    """Something that works, for others to learn from."""

    goal: Code = Field(examples=["18"])
    title: Line = Field(examples=["Recognition of skills before departure"])
    text: Passage = Field(examples=["Certificates are issued jointly by both countries."])


class ReportContent(RequestBody):
    """A report as its author writes it."""

    title: Line = Field(examples=["Voluntary national report of Kenya"])
    language: Language = Field("en", examples=["en"])
    challenges: list[Challenge] = Field(default=[], max_length=50)
    practices: list[Practice] = Field(default=[], max_length=50)


class NewReport(ReportContent):
    """A report of `party` for a milestone, to be kept as a draft."""

    milestone_id: Id
    party: PartyCode = Field(examples=["KEN"])


class ReportPatch(MergePatch[ReportContent]):
    """Changes to a report. The lists replace those that are there."""


class StoredReport(ReportContent):
    """A report as its party works on it, and where its newest submission stands."""

    id: UUID
    version: int = 1
    milestone_id: UUID
    party: str
    completed_event_id: UUID | None = None
    signed_off_event_id: UUID | None = None
    submission: int = 0
    """How often it was submitted."""
    decision: Decision | None = None
    """On the newest submission."""

    @property
    def status(self) -> ReportStatus:
        """Derived from its facts."""
        return report_status(
            completed=self.completed_event_id is not None,
            signed_off=self.signed_off_event_id is not None,
            submission=self.submission,
            decision=self.decision,
        )


class ReportBody(ResponseBody):
    """A report: its party's work in progress for that party, its newest submission for everyone else."""

    id: UUID
    version: int
    milestone_id: UUID
    party: str
    title: str
    language: str
    challenges: list[Challenge]
    practices: list[Practice]
    completed_at: Instant | None
    """When its author finished; for its own party only."""
    signed_off_at: Instant | None
    """When the focal point stood behind it; for its own party only."""
    submission: int
    """How often it was submitted."""
    first_submitted_at: Instant | None
    """By the ledger's clock; this decides whether it was on time."""
    submitted_at: Instant | None
    decision: Decision | None
    """The secretariat's decision on the newest submission."""
    decided_at: Instant | None
    note: str | None


class DecisionBody(RequestBody):
    """Why a report is accepted or returned."""

    note: Prose = ""
