"""`python -m tests.support.chassis.failing_service`: a service with an operation that fails for one code."""

import asyncio
import os

import uvicorn
from fastapi import APIRouter, Depends
from pydantic import BaseModel

from chassis.http.operation import Operation
from chassis.identity import anyone
from chassis.process.app import build_app
from chassis.process.running import server_config
from chassis.process.service import Service
from chassis.telemetry.log_output import OUTPUT
from chassis.telemetry.logs import configure_logs
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.notebook.tables import metadata

router = APIRouter(dependencies=[Depends(anyone)], route_class=Operation)


class Actor(BaseModel):
    """What is added."""

    code: str


@router.post("/v1/actors", status_code=201)
async def add_actor(actor: Actor) -> Actor:
    """The actor; `BAD` fails as nothing was prepared for."""
    if actor.code == "BAD":
        raise RuntimeError("as a service fails")
    return actor


async def main() -> None:
    """Serve on the port of the notebook's settings, without a database."""
    settings = Settings()
    configure_logs("actors")
    OUTPUT.descriptor = os.open(os.devnull, os.O_WRONLY)  # nobody reads the pipe, which is soon full
    service = Service("actors", "Actors", Settings, metadata, routers=[router], publishes=False)
    await uvicorn.Server(server_config(build_app(service, settings), settings, port=settings.port)).serve()


if __name__ == "__main__":
    asyncio.run(main())
