"""Names that something has in a register: ids, codes of parties, time zones."""

from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.values.texts import check_line

_ZONES = available_timezones() - {"localtime", "posixrules", "Factory"}
"""Without those that mean another time on each machine, or none."""


def _known(zone: str) -> str:
    if zone not in _ZONES:
        raise PydanticCustomError(
            "time_zone", "must be a time zone of the IANA database, such as Africa/Nairobi"
        )
    return zone


Id = Annotated[UUID, Field(strict=False)]
"""The id of a resource in a body, where JSON has it as a text."""
Key = Annotated[str, AfterValidator(check_line)]
"""By what a path names something; whether that is there, shows."""
PartyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,19}$")]
"""A State by its ISO 3166-1 alpha-3 code, or another party by its registered code."""
TimeZone = Annotated[str, AfterValidator(_known)]
"""An IANA time zone such as `Africa/Nairobi`."""
