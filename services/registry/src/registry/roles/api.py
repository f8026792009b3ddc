"""The members, observers, chair and secretariat of a process on a day."""

from typing import Annotated

from fastapi import APIRouter, Path

from chassis.http.operation import Operation
from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.values import Key
from registry.catalogue.api.day import Day
from registry.roles import process_members
from registry.roles.models import ProcessMembersBody

router = APIRouter(tags=["processes"], route_class=Operation)
Code = Annotated[Key, Path(max_length=80, examples=["rabat-process"])]


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
