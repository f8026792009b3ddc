"""Milestones, extensions and exemptions, as they are requested and shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.problems.models import RequestBody, ResponseBody
from chassis.resources.merge_patch import MergePatch
from chassis.values import (
    AS_STORED,
    Id,
    Instant,
    InstantOrDay,
    Line,
    PartyCode,
    RequiredProse,
    TimeZone,
    check_line,
)
from review.schedule.rules import Schedule, Times

Scope = Annotated[str, StringConstraints(max_length=40), AfterValidator(check_line)]
"""`all` States, or the code of a grouping."""


class MilestoneFields(RequestBody):
    """What can be changed of a milestone that is not due yet."""

    title: Line = Field(examples=["Voluntary national reports for the 2030 forum"])
    time_zone: TimeZone = "UTC"
    opens_at: Instant | None = Field(None, description="When reports may be submitted; now, if absent.")
    due_at: InstantOrDay = Field(description="A date alone means the end of that day in `time_zone`.")
    locks_at: InstantOrDay | None = Field(None, description="30 days after `due_at`, if absent.")
    meeting_id: Id | None = None

    @property
    def schedule(self) -> Schedule:
        """Its times, as they were requested."""
        return Schedule(self.time_zone, self.opens_at, self.due_at, self.locks_at)


class NewMilestone(MilestoneFields):
    """A milestone to be opened."""

    framework: str = Field(pattern=r"^[A-Z][A-Z0-9-]{1,19}$", examples=["GCM"])
    scope: Scope = Field("all", description="`all` States, or the code of a grouping.")


class MilestonePatch(MergePatch[MilestoneFields]):
    """Changes to a milestone that is not due yet; what is absent stays (RFC 7396)."""


class MilestoneBody(ResponseBody):
    """A milestone."""

    id: UUID
    version: int
    reference: str
    title: str
    framework: str
    scope: str
    opens_at: Instant
    due_at: Instant
    locks_at: Instant
    time_zone: str
    meeting_id: UUID | None
    passed_at: Instant | None

    @property
    def times(self) -> Times:
        """When it opens, is due and locks."""
        return Times(self.opens_at, self.due_at, self.locks_at)

    @property
    def fields(self) -> MilestoneFields:
        """What can be changed of it."""
        fields = self.model_dump(include=set(MilestoneFields.model_fields))
        return MilestoneFields.model_validate(fields, context=AS_STORED)


class NewExtension(RequestBody):
    """More time for one party."""

    party: PartyCode
    due_at: InstantOrDay = Field(
        description="A date alone means the end of that day in the milestone's time zone."
    )
    locks_at: InstantOrDay | None = Field(
        None, description="As long after `due_at` as that of the others, if absent."
    )
    reason: RequiredProse


class NewExemption(RequestBody):
    """No report is owed by one party."""

    party: PartyCode
    reason: RequiredProse


class ExpectedBody(ResponseBody):
    """What is expected of one party."""

    milestone_id: UUID
    party: str
    region: str | None
    extended_due_at: Instant | None
    extended_locks_at: Instant | None
    extended_by: str | None
    extension_reason: str | None
    exempted_by: str | None
    exemption_reason: str | None


@dataclass(frozen=True, slots=True)
class PassedDeadline:
    """A reporting deadline that has passed: the milestone's or, for one `party`, its extended one."""

    milestone: MilestoneBody
    due_at: datetime
    party: str | None
