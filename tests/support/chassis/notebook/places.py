"""Places to go to: a collection with all that collections offer, known by slugs instead of codes."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Session, Transaction
from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, Paging, page
from chassis.http.preconditions import IfMatch, Tagged, check_match
from chassis.http.session import Read, Write
from chassis.identity import Anyone, Principal, requires
from chassis.problems import NotFoundError
from chassis.problems.models import RequestBody, ResponseBody
from chassis.resources.bulk import EXPORT_RESPONSES, ExportFormat, export_response
from chassis.resources.collections import listing, recording, revisions
from chassis.resources.collections.collection import Collection
from chassis.resources.collections.models import CollectionQuery, PastInstant, RevisionBody
from chassis.resources.merge_patch import MergePatch
from chassis.values import Day, Line
from tests.support.chassis.notebook.events import PlaceChanged
from tests.support.chassis.notebook.tables import former_place, place

PLACES = Collection(place, "slug", former_place)
router = APIRouter(tags=["places"], route_class=Operation)
Writer = Annotated[Principal, Depends(requires("notes:write"))]


class PlaceFields(RequestBody):
    """What is known of a place."""

    title: Line
    country: Line | None = None
    tags: list[Line] = Field(default=[])
    since: Day | None = None
    until: Day | None = None


class NewPlace(PlaceFields):
    """A place and its slug."""

    slug: Line


class PlacePatch(MergePatch[PlaceFields]):
    """Changes to a place."""


class Place(ResponseBody):
    """A place."""

    id: UUID
    version: int
    slug: str
    title: str
    country: str | None
    tags: list[str]
    since: dt.date | None
    until: dt.date | None


class PlacesQuery(CollectionQuery):
    """Which places are wanted."""

    country: str | None = None
    tag: str | None = None
    since_from: Day | None = None
    since_until: Day | None = None
    date: Day | None = None
    sort: Literal["slug", "-slug", "since", "-since"] = "slug"


listing.check_query(PLACES, PlacesQuery)


async def read(session: Session, slug: str, as_of: dt.datetime | None = None) -> Place:
    """The place with `slug`, now or as it was at `as_of`. Raises `NotFoundError`."""
    row = await listing.one(session, PLACES, slug, as_of)
    if row is None:
        raise NotFoundError(f"There is no place {slug}.")
    return Place.model_validate_json(row)


async def some(session: Session, paging: Paging, query: PlacesQuery) -> list[Place]:
    """A page of places, with one too many when there is a next page."""
    rows = await listing.some(session, PLACES, paging, query.filters(), query.sort, query.as_of)
    return [Place.model_validate_json(row) for row in rows]


async def keep(tx: Transaction, slug: str, identity: UUID, version: int, fields: PlaceFields) -> None:
    """Record a version of a place."""
    row = {"id": identity, "version": version, **fields.model_dump(), "slug": slug}
    await recording.write(tx, PLACES, [row])
    tx.append(PlaceChanged(version=version), subject=slug)


async def forget(tx: Transaction, known: Place) -> None:
    """Remove a place; its history stays."""
    await recording.remove(tx, PLACES, known.id)
    tx.append(PlaceChanged(version=known.version + 1), subject=known.slug)


@router.get("/v1/places", operation_id="list_places", summary="List places")
async def list_places(
    _: Anyone,
    session: Read,
    paging: Pages,
    request: Request,
    response: Response,
    query: Annotated[PlacesQuery, Query()],
) -> Page[Place]:
    rows = await some(session, paging, query)
    keys = dict.fromkeys([query.sort.removeprefix("-"), PLACES.key])
    shown, cursor = page(rows, paging, request, response, *keys)
    return Page(items=shown, next_cursor=cursor)


@router.get(
    "/v1/places:export",
    operation_id="export_places",
    summary="Export places",
    response_class=StreamingResponse,
    responses=EXPORT_RESPONSES,
)
async def export_places(
    _: Anyone, request: Request, form: ExportFormat, query: Annotated[PlacesQuery, Query()]
) -> Response:
    async def pages(session: ReadSession, after: tuple[Any, ...] | None, limit: int) -> Sequence[NewPlace]:
        rows = await some(session, Paging(limit, after), query)
        return [NewPlace.model_validate(row.model_dump(exclude={"id", "version"})) for row in rows[:limit]]

    return await export_response(request, form, NewPlace, pages, key=lambda one: (one.slug,), name="places")


@router.post("/v1/places", status_code=201, operation_id="add_place", summary="Add a place")
async def add_place(_: Writer, tx: WriteOnce, body: NewPlace, tagged: Tagged) -> Place:
    await keep(tx, body.slug, new_id(), 1, body)
    return tagged(await read(tx, body.slug), location=f"/v1/places/{body.slug}")


@router.get("/v1/places/{slug}", operation_id="get_place", summary="Get a place")
async def get_place(
    _: Anyone, session: Read, slug: str, tagged: Tagged, as_of: PastInstant | None = None
) -> Place:
    return tagged(await read(session, slug, as_of))


@router.patch("/v1/places/{slug}", operation_id="change_place", summary="Apply a merge patch to a place")
async def change_place(
    _: Writer, tx: Write, slug: str, seen: IfMatch, body: PlacePatch, tagged: Tagged
) -> Place:
    found = await read(tx, slug)
    check_match(seen, found)
    before = PlaceFields.model_validate(found.model_dump(exclude={"id", "version", "slug"}))
    await keep(tx, slug, found.id, found.version + 1, body.apply(before))
    return tagged(await read(tx, slug))


@router.delete("/v1/places/{slug}", status_code=204, operation_id="remove_place", summary="Remove a place")
async def remove_place(_: Writer, tx: Write, slug: str, seen: IfMatch) -> None:
    found = await read(tx, slug)
    check_match(seen, found)
    await forget(tx, found)


@router.get(
    "/v1/places/{slug}/revisions", operation_id="list_place_revisions", summary="List revisions of a place"
)
async def list_place_revisions(
    _: Anyone, session: Read, paging: Pages, slug: str, request: Request, response: Response
) -> Page[RevisionBody]:
    rows = await revisions.some(session, PLACES, slug, paging)
    shown, cursor = page(rows, paging, request, response, "recorded_at", "version")
    return Page(items=[RevisionBody.model_validate(row) for row in shown], next_cursor=cursor)
