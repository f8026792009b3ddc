"""Meetings, as they are requested and shown."""

from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from chassis.problems.models import Instant, Line, RequestBody, ResponseBody

_ZONES = available_timezones()


def _known(zone: str) -> str:
    if zone not in _ZONES:
        raise PydanticCustomError("time_zone", "not a time zone of the IANA database")
    return zone


TimeZone = Annotated[str, AfterValidator(_known)]
"""An IANA time zone such as `Africa/Nairobi`."""


class NewMeeting(RequestBody):
    """A meeting to be scheduled."""

    title: Line = Field(examples=["International Migration Review Forum 2030"])
    place: Line | None = Field(None, examples=["New York"])
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: TimeZone = "UTC"
    minutes: int = Field(ge=1, le=100_000, description="Working time, divided among the agenda's items.")


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
