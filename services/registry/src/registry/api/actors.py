"""`/v1/actors`."""

from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import AfterValidator, Field

from chassis.database import ReadSession, Transaction
from chassis.idempotency import IdempotentRoute, WriteOnce
from chassis.identity import Anyone, Principal, requires
from chassis.models import Line, PartyCode, RequestBody, ResponseBody
from chassis.pages import Page, Pages, page
from chassis.preconditions import IfMatch, set_etag
from chassis.session import Read, Write
from registry import actors
from registry.rules.actors import ActorFacts, ActorKind, Listing

router = APIRouter(tags=["actors"], route_class=IdempotentRoute)
Editor = Annotated[Principal, Depends(requires("actors:write"))]


def _not_in_the_future(day: date) -> date:
    if day > datetime.now(UTC).date():
        raise ValueError("must not be in the future")
    return day


PastDay = Annotated[date, AfterValidator(_not_in_the_future)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
GroupingCodes = Annotated[list[PartyCode], Field(max_length=100)]


class NewActor(RequestBody):
    """An actor to be registered."""

    code: PartyCode = Field(examples=["UNHCR"])
    kind: ActorKind
    name: Line
    names: dict[Language, Line] = Field(default_factory=dict, max_length=50)
    m49: str | None = Field(None, pattern=r"^[0-9]{3}$")
    region: PartyCode | None = Field(None, examples=["ECA"])
    groupings: GroupingCodes = Field(default_factory=list)
    source: Line = Field(description="Who says so.", examples=["Note verbale of 3 March 2027"])
    as_of: PastDay

    def facts(self) -> ActorFacts:
        """What the body says."""
        listing = Listing(source=self.source, as_of=self.as_of)
        said = self.model_dump(exclude={"groupings"})
        return ActorFacts(groupings=dict.fromkeys(self.groupings, listing), **said)


class ActorPatch(RequestBody):
    """What is different now, who says so, and as of when; fields that are absent stay (RFC 7396)."""

    name: Line = Field(default_factory=str)
    names: dict[Language, Line] = Field(default_factory=dict, max_length=50)
    m49: str | None = Field(None, pattern=r"^[0-9]{3}$")
    region: PartyCode | None = None
    groupings: GroupingCodes = Field(default_factory=list)
    source: Line
    as_of: PastDay

    def said(self) -> dict[str, Any]:
        """The fields that were sent."""
        return self.model_dump(exclude_unset=True)


class ActorBody(ResponseBody):
    """An actor."""

    id: UUID
    version: int
    code: str
    kind: str
    name: str
    names: dict[str, str]
    iso2: str | None
    m49: str | None
    region: str | None
    groupings: list[str]
    """Codes of the groupings to which it belongs today."""
    source: str
    as_of: date


Code = Annotated[str, Path(max_length=20, examples=["KEN"])]


@router.get("/v1/actors", operation_id="list_actors", summary="List actors")
async def list_actors(
    _: Anyone,
    session: Read,
    paging: Pages,
    request: Request,
    response: Response,
    kind: ActorKind | None = None,
    region: Annotated[str | None, Query(max_length=20, examples=["ECA"])] = None,
    grouping: Annotated[str | None, Query(max_length=20, examples=["SIDS"])] = None,
) -> Page[ActorBody]:
    """Actors by code: of a kind, counted in a region, belonging to a grouping today."""
    rows = await actors.some(session, paging, kind=kind, region=region, grouping=grouping)
    shown, cursor = page(rows, paging, request, response, "code")
    return Page(items=[ActorBody.model_validate(row) for row in shown], next_cursor=cursor)


@router.post("/v1/actors", status_code=201, operation_id="register_actor", summary="Register an actor")
async def register_actor(_: Editor, tx: WriteOnce, body: NewActor, response: Response) -> ActorBody:
    """From now on the actor is known to all services."""
    await actors.register(tx, body.facts())
    response.headers["Location"] = f"/v1/actors/{body.code}"
    return await _shown(tx, body.code, response)


@router.get("/v1/actors/{code}", operation_id="get_actor", summary="Get an actor")
async def get_actor(_: Anyone, session: Read, code: Code, response: Response) -> ActorBody:
    """The actor with this code."""
    return await _shown(session, code, response)


@router.patch("/v1/actors/{code}", operation_id="change_actor", summary="Change an actor")
async def change_actor(
    _: Editor, tx: Write, code: Code, if_match: IfMatch, body: ActorPatch, response: Response
) -> ActorBody:
    """Say what is different now. Memberships begin and end on the day `as_of`."""
    await actors.change(tx, code, if_match, body.said())
    return await _shown(tx, code, response)


async def _shown(session: ReadSession | Transaction, code: str, response: Response) -> ActorBody:
    actor = await actors.find(session, code)
    set_etag(response, actor.version)
    return ActorBody.model_validate(actor)
