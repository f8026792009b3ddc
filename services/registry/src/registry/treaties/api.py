"""Where States stand: `.../instruments/{code}/status`, `.../actors/{code}/participations` and the like."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.values import Key, PartyCode
from registry.catalogue.api.day import Day
from registry.treaties import treaty_status as standing
from registry.treaties.models import InstrumentStatusBody, StateStatusBody
from registry.treaties.treaty_status import Place

router = APIRouter(tags=["participations"], route_class=Operation)

InstrumentCode = Annotated[Key, Path(max_length=80, examples=["ICRMW"])]
ProvisionCode = Annotated[Key, Path(max_length=80, examples=["ICRMW-30"])]
StateCode = Annotated[Key, Path(max_length=20, examples=["KEN"])]


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
    items = [StateStatusBody(state=one.code, name=one.name, **_status(one)) for one in shown]
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
    items = [InstrumentStatusBody(instrument=one.code, title=one.name, **_status(one)) for one in shown]
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
    items = [StateStatusBody(state=one.code, name=one.name, **_status(one)) for one in shown]
    return Page(items=items, next_cursor=cursor)


def _status(place: Place) -> dict[str, Any]:
    status = {**asdict(place.standing), "as_of": place.as_of}
    return status if place.as_of is not None else {**status, "status": "unknown"}
