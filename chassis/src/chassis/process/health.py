"""Live, ready, started: what an orchestrator asks, and what each answer means."""

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chassis.database import ReadSession
from chassis.identity import anyone
from chassis.process.operators_view import shows_operations
from chassis.process.runtime import Runtime
from chassis.queues import Queue, store

PATIENCE = 2.0


class Health(BaseModel):
    """One answer; `checks` names what keeps the process from its work."""

    status: str
    checks: dict[str, str] = {}
    attention: dict[str, str] = {}
    """What an operator should look at, though traffic may come."""


router = APIRouter(tags=["health"], dependencies=[Depends(anyone)])


@router.get("/health/live", operation_id="check_live", summary="Does the process answer at all?")
async def live() -> Health:
    """The event loop turns. If this fails, restart the process."""
    return Health(status="ok")


@router.get("/health/started", operation_id="check_started", summary="Has the process started?")
async def started() -> Health:
    """The schema was current and all parts are running; answered from then on."""
    return Health(status="ok")


@router.get("/health/ready", operation_id="check_ready", summary="Can the process do its work?")
async def ready(request: Request, response: Response) -> Health:
    """503 while the database or the bus cannot be reached: send no traffic, and do not restart.

    What cannot be reached stands in `checks`, at a port that only operators reach. While the database cannot
    store anything it can be read, and what works in the background waits for that: both are for an operator,
    in `attention`, and traffic may come.
    """
    runtime: Runtime = request.app.state.runtime
    checks = {name: "not running" for name, runs in runtime.parts() if not runs}
    attention: dict[str, str] = {}
    if runtime.database.is_full:
        attention = dict.fromkeys(checks, "waits for the database")
        attention["database"] = "cannot store anything at present: its disk is full"
        checks = {}
    try:
        async with asyncio.timeout(PATIENCE), runtime.database.reading() as session:
            attention |= await _set_aside(session, runtime.service.all_queues)
            attention |= await runtime.service.attention(session, runtime.settings)
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError):
        checks["database"] = "cannot be reached"
    response.status_code = 503 if checks else 200
    status = "unavailable" if checks else "ok"
    if not shows_operations(request):
        return Health(status=status)
    return Health(status=status, checks=checks, attention=attention)


async def _set_aside(session: ReadSession, declared: Sequence[Queue]) -> dict[str, str]:
    counts = await store.counts(session, declared)
    return {f"queue {one.queue}": f"{one.set_aside} set aside" for one in counts if one.set_aside}
