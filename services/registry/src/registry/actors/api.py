"""Who belongs to a grouping and to which an actor belongs, on a day; and what else actors are called."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse

from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.problems.models import ResponseBody
from chassis.resources.bulk import EXPORT_RESPONSES, ExportFormat, export_response
from chassis.values import Key
from registry.actors import reading
from registry.actors.models import Alias
from registry.catalogue.api.day import Day

router = APIRouter(tags=["groupings"], route_class=Operation)

ActorCode = Annotated[Key, Path(max_length=20, examples=["KEN"])]
GroupingCode = Annotated[Key, Path(max_length=20, examples=["SIDS"])]


class MembershipBody(ResponseBody):
    """One end of a membership: the member of a grouping, or the grouping of an actor."""

    code: str
    kind: str
    name: str
    valid_from: date | None
    """The first day; null when since when is unknown."""
    valid_until: date | None
    """The first day without it; null while it lasts."""
    source: str
    as_of: date


@router.get("/v1/groupings/{code}/members", operation_id="list_members", summary="List a grouping's members")
async def list_members(
    _: Anyone,
    session: Read,
    paging: Pages,
    code: GroupingCode,
    request: Request,
    response: Response,
    day: Day,
) -> Page[MembershipBody]:
    """Who belongs to the grouping on a day, by code."""
    rows = await reading.members(session, code, day, paging)
    shown, cursor = page(rows, paging, request, response, "code")
    return Page(items=[MembershipBody.model_validate(row) for row in shown], next_cursor=cursor)


@router.get(
    "/v1/actors/{code}/groupings", operation_id="list_actor_groupings", summary="List an actor's groupings"
)
async def list_actor_groupings(_: Anyone, session: Read, code: ActorCode, day: Day) -> Page[MembershipBody]:
    """To what the actor belongs on a day, by code; never so much that it needs a second page."""
    rows = await reading.of_actor(session, code, day)
    return Page(items=[MembershipBody.model_validate(row) for row in rows])


@router.get(
    "/v1/actor-aliases:export",
    operation_id="export_actor_aliases",
    summary="Export aliases of actors",
    tags=["actors"],
    response_class=StreamingResponse,
    responses=EXPORT_RESPONSES,
)
async def export_actor_aliases(_: Anyone, request: Request, form: ExportFormat) -> Response:
    """All aliases by scheme, in a form that can be imported again."""
    return await export_response(request, form, Alias, reading.aliases, key=_key, name="actor_aliases")


def _key(alias: Alias) -> tuple[str, str, str]:
    return alias.scheme, alias.alias, alias.actor
