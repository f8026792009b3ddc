"""`/v1/meetings`: where the record is talked about."""

from typing import Annotated
from uuid import UUID
from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field
from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import set_etag
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.problems.models import Instant, Line, RequestBody, ResponseBody
from review.meetings import scheduling as meetings
from review.meetings.models import TimeZone


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


from typing import Annotated
from zoneinfo import available_timezones
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_ZONES = available_timezones()


def _known(zone: str) -> str:
    if zone not in _ZONES:
        raise PydanticCustomError("time_zone", "not a time zone of the IANA database")
    return zone


TimeZone = Annotated[str, AfterValidator(_known)]
"""An IANA time zone such as `Africa/Nairobi`."""
