"""A service with an operation that fails: its connections end with notice, and no other request breaks."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import APIRouter, Depends
from pydantic import BaseModel

from chassis.base.child_process import free_port
from chassis.identity import anyone
from chassis.process.app import build_app
from chassis.process.running import server_config
from chassis.process.service import Service
from tests.integration.gateway.conftest import RunGateway
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.notebook.tables import metadata
from tests.support.servers import RunningServer

TOGETHER = 8
VALID = 1000
router = APIRouter(dependencies=[Depends(anyone)])


class Actor(BaseModel):
    code: str


@router.post("/v1/actors", status_code=201)
async def add_actor(actor: Actor) -> Actor:
    if actor.code == "BAD":
        raise RuntimeError("as a service fails")
    return actor


@asynccontextmanager
async def failing_service() -> AsyncIterator[str]:
    nowhere = "postgresql://nobody@127.0.0.1:1/x"
    settings = Settings.model_validate({"database_url": nowhere, "bus_url": nowhere})
    service = Service("actors", "Actors", Settings, metadata, routers=[router], publishes=False)
    port = free_port()
    async with RunningServer(server_config(build_app(service, settings), settings, port=port)):
        yield f"http://127.0.0.1:{port}"


async def test_no_valid_request_is_a_502_because_others_fail(
    run_gateway: RunGateway, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = Counter[tuple[str, int]]()
    async with failing_service() as url:
        gateway = await run_gateway(registry_url=url)

        async def ask(codes: list[str]) -> None:
            for code in codes:
                response = await gateway.http.post("/v1/actors", json={"code": code})
                answers[code, response.status_code] += 1

        some = ["GOOD"] * 9 + ["BAD"]
        await asyncio.gather(*(ask(some * (VALID // 9 // TOGETHER + 1)) for _ in range(TOGETHER)))
    capsys.readouterr()  # a log line with a traceback for each failure
    assert {status for code, status in answers if code == "GOOD"} == {201}, answers
    assert {status for code, status in answers if code == "BAD"} == {500}
    assert answers["GOOD", 201] >= VALID
