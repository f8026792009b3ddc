"""Where States stand: `.../instruments/{code}/status`, `.../actors/{code}/participations` and the like."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from chassis.http.idempotency import IdempotentRoute
from chassis.http.pages import Page, Pages, page
from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.problems.models import PartyCode, ResponseBody
from registry import standing
from registry.api.days import Day
from registry.rules.standing import Status
from registry.standing import Place

router = APIRouter(tags=["participations"], route_class=IdempotentRoute)

InstrumentCode = Annotated[str, Path(max_length=80, examples=["ICRMW"])]
ProvisionCode = Annotated[str, Path(max_length=80, examples=["ICRMW-30"])]
StateCode = Annotated[str, Path(max_length=20, examples=["KEN"])]


class _Standing(ResponseBody):
    status: Status | Literal["unknown"] = Field(examples=["party"])
    """`party`: has deposited its consent to be bound, or endorsed what binds nobody, and no withdrawal has
    taken effect; `unknown`: nothing is recorded, and no list is held that would show it to be complete."""
    since: date | None = Field(examples=["1990-02-15"])
    """From when it has this status."""
    in_force: date | None = Field(examples=["1990-03-17"])
    """Of a party: from when the instrument is in force for it; may be still to come."""
    is_in_force: bool
    """Whether it is in force for the State on that day."""
    until: date | None = Field(examples=[None])
    """Of a party: the day on which a withdrawal that it has notified takes effect."""
    has_reservations: bool
    as_of: date | None = Field(examples=["2023-01-31"])
    """The day as of which this is known."""


class StateStatusBody(_Standing):
    """Where a State stands on an instrument."""

    state: str = Field(examples=["KEN"])
    name: str = Field(examples=["Kenya"])


class InstrumentStatusBody(_Standing):
    """Where a State stands on an instrument."""

    instrument: str = Field(examples=["ICRMW"])
    title: str


@router.get(
    "/v1/instruments/{code}/status",
    operation_id="list_instrument_status",
    summary="List where States stand on an instrument",
)
async def list_instrument_status(
    _: Anyone,
    session: Read,
    paging: Pages,
    code: InstrumentCode,
    request: Request,
    response: Response,
    day: Day,
    state: Annotated[PartyCode | None, Query(description="Of this State only.", examples=["KEN"])] = None,
) -> Page[StateStatusBody]:
    """Every State that may take part on a day, or has, by code: signatory, party, withdrawn or nothing."""
    rows = await standing.on_instrument(session, code, day, paging, state)
    shown, cursor = page(rows, paging, request, response, "code")
    items = [StateStatusBody(state=one.code, name=one.name, **_told(one)) for one in shown]
    return Page(items=items, next_cursor=cursor)


@router.get(
    "/v1/actors/{code}/participations",
    operation_id="list_actor_participations",
    summary="List where a State stands on all instruments",
)
async def list_actor_participations(
    _: Anyone,
    session: Read,
    paging: Pages,
    code: StateCode,
    request: Request,
    response: Response,
    day: Day,
) -> Page[InstrumentStatusBody]:
    """Every instrument in which the State may take part on a day, or has, by code. Other actors have none."""
    rows = await standing.of_state(session, code, day, paging)
    shown, cursor = page(rows, paging, request, response, "code")
    items = [InstrumentStatusBody(instrument=one.code, title=one.name, **_told(one)) for one in shown]
    return Page(items=items, next_cursor=cursor)


@router.get(
    "/v1/provisions/{code}/states",
    operation_id="list_provision_states",
    summary="List the States that apply a provision",
)
async def list_provision_states(
    _: Anyone,
    session: Read,
    paging: Pages,
    code: ProvisionCode,
    request: Request,
    response: Response,
    day: Day,
) -> Page[StateStatusBody]:
    """Who applies it of its own accord, by code, and where it stands on the instrument on a day.

    Who has become party since then is still listed, as a party.
    """
    rows = await standing.of_appliers(session, code, day, paging)
    shown, cursor = page(rows, paging, request, response, "code")
    items = [StateStatusBody(state=one.code, name=one.name, **_told(one)) for one in shown]
    return Page(items=items, next_cursor=cursor)


def _told(place: Place) -> dict[str, Any]:
    told = {**asdict(place.standing), "as_of": place.as_of}
    return told if place.as_of is not None else {**told, "status": "unknown"}
