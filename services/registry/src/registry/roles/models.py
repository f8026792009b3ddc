"""What is shown of the members of a process."""

import datetime as dt
from typing import Literal

from chassis.problems.models import ResponseBody


class ParticipantBody(ResponseBody):
    """An actor that takes part in a process."""

    code: str
    kind: str
    name: str


class MemberBody(ParticipantBody):
    """A member of a process."""

    through: Literal["process", "grouping"]
    """Whether the process names it, or it belongs to the process's grouping on that day."""


class ProcessMembersBody(ResponseBody):
    """Who belongs to a process on a day, by code."""

    process: str
    date: dt.date
    chair: ParticipantBody | None
    """Null when nobody is known to have the chair on that day."""
    secretariat: str | None
    members: list[MemberBody]
    observers: list[ParticipantBody]
