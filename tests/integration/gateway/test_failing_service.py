"""A service with an operation that fails: its connections end with notice, and no other request breaks."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from fastapi import APIRouter, Depends
from pydantic import BaseModel

from chassis.base.child_process import free_port
from chassis.http.operation import Operation
from chassis.identity import anyone
from chassis.process.app import build_app
from chassis.process.running import server_config
from chassis.process.service import Service
from tests.integration.gateway.conftest import RunGateway
from tests.integration.gateway.raw import connect, read_answer
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.notebook.tables import metadata
from tests.support.servers import RunningServer

TOGETHER = 8
VALID = 1000
router = APIRouter(dependencies=[Depends(anyone)], route_class=Operation)


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


@pytest.mark.parametrize(("code", "status"), [("GOOD", 201), ("BAD", 500)])
async def test_a_connection_that_ends_says_so_and_another_one_stays(
    code: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    body = b'{"code": "%s"}' % code.encode()
    fields = b"Host: x\r\nContent-Type: application/json\r\nContent-Length: %d" % len(body)
    request = b"POST /v1/actors HTTP/1.1\r\n" + fields + b"\r\n\r\n" + body
    async with failing_service() as url:
        reader, writer = await connect(url)
        writer.write(request)
        answer = await read_answer(reader)
        writer.write(request)
        again = b""
        with suppress(ConnectionError):  # it has ended, as far as it was announced
            again = await reader.read(12)
        writer.close()
    capsys.readouterr()
    assert answer.status == status
    assert (answer.headers.get("connection") == "close") == (again == b"") == (code == "BAD")


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
