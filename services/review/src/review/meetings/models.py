"""Meetings, as they are requested and shown."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.problems.models import RequestBody, ResponseBody
from chassis.values import INTEGER, Instant, Line, TimeZone


class NewMeeting(RequestBody):
    """A meeting to be scheduled."""

    title: Line = Field(examples=["International Migration Review Forum 2030"])
    place: Line | None = Field(None, examples=["New York"])
    starts_at: Instant
    ends_at: Instant
    time_zone: TimeZone = "UTC"
    minutes: Annotated[int, Field(ge=1, le=100_000), INTEGER] = Field(
        description="Working time, divided among the agenda's items."
    )


class MeetingBody(ResponseBody):
    """A meeting."""

    id: UUID
    version: int
    title: str
    place: str | None
    starts_at: Instant
    ends_at: Instant
    time_zone: str
    minutes: int
