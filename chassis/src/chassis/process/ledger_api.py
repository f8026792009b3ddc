"""`GET /v1/ledger`: the public rows of this service's ledger, for replays and checks."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from chassis import ledger
from chassis.http.operation import Operation
from chassis.http.pages import Limit, Page
from chassis.http.session import Read
from chassis.identity import anyone
from chassis.ledger.events import LAST_SEQUENCE, Envelope, attributes
from chassis.process.runtime import Runtime
from chassis.values import DIGITS

After = Annotated[int, Field(ge=0, le=LAST_SEQUENCE), DIGITS]
router = APIRouter(tags=["ledger"], route_class=Operation, dependencies=[Depends(anyone)])


@router.get("/v1/ledger", operation_id="list_ledger", summary="Read the public ledger")
async def list_ledger(
    request: Request,
    response: Response,
    session: Read,
    after: Annotated[After, Query(description="Begin after this sequence.")] = 0,
    limit: Annotated[Limit, Query()] = 100,
) -> Page[dict[str, Any]]:
    """Every public event after a sequence, oldest first, as CloudEvents in structured mode.

    A subscriber that was away longer than its topic's retention reads here what it missed.
    """
    runtime: Runtime = request.app.state.runtime
    service, gateway = runtime.service.name, runtime.settings.gateway_address
    events = await ledger.read_after(session, service, after, limit)
    items = [structured(event, gateway) for event in events]
    if len(events) < limit:
        return Page(items=items)
    reached = str(events[-1].sequence)
    response.headers["Link"] = f'<{request.url.path}?after={reached}&limit={limit}>; rel="next"'
    return Page(items=items, next_cursor=reached)


def structured(event: Envelope, gateway: str = "") -> dict[str, Any]:
    """`event` as one JSON object; `data` is absent when it was redacted. `gateway` is its address."""
    document: dict[str, Any] = dict(attributes(event, gateway))
    document["datacontenttype"] = "application/json"
    if event.data is not None:
        document["data"] = json.loads(event.data)
    return document
