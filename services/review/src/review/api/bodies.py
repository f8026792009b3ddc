"""Request and response bodies that several resources share."""

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
