"""The members, observers, chair and secretariat of a process on a day."""

import datetime as dt
from typing import Annotated, Literal

from fastapi import APIRouter, Path

from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.problems.models import ResponseBody
from registry import process_members
from registry.api.days import Day

router = APIRouter(tags=["processes"])
Code = Annotated[str, Path(max_length=80, examples=["rabat-process"])]


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


@router.get(
    "/v1/processes/{code}/members",
    operation_id="list_process_members",
    summary="List who belongs to a process",
)
async def list_process_members(_: Anyone, session: Read, code: Code, day: Day) -> ProcessMembersBody:
    """Members through the process's grouping are those of the day; so is the chair.

    Members that the process names itself, observers and the secretariat are as they are known now.
    """
    found = await process_members.on_day(session, code, day)
    return ProcessMembersBody.model_validate(found)
