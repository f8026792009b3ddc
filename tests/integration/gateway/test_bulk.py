"""Files take as long as they take on their way through the gateway, unless one side falls silent."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest
from aiohttp import web

from chassis.http import pace
from chassis.http.connections import ConnectionLimits
from chassis.http.pace import Pace
from chassis.process import running
from tests.integration.gateway.conftest import RunGateway
from tests.integration.gateway.raw import connect, read_answer
from tests.integration.gateway.upstream import raw_server

PATIENCE = 0.5
STEPS = 8
"""With pauses of a fifth of the patience each: more than the patience in all."""


async def slowly(piece: bytes = b"a,b\r\n") -> AsyncIterator[bytes]:
    """A body that comes in small steps."""
    for _ in range(STEPS):
        await asyncio.sleep(PATIENCE / 5)
        yield piece


async def send_slowly(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    async for piece in slowly():
        await response.write(piece)
    return response


async def answer_late(request: web.BaseRequest) -> web.StreamResponse:
    body = await request.read()
    await asyncio.sleep(PATIENCE * 2)
    return web.Response(body=body)


async def fall_silent(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"a,b\r\n")
    await asyncio.Event().wait()
    return response


async def test_an_import_may_take_longer_than_another_request(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(forward_timeout=PATIENCE)
    response = await gateway.http.post("/v1/actors:import", content=slowly())
    assert response.content == b"a,b\r\n" * STEPS
    gateway.registry.answer = answer_late
    assert (await gateway.http.post("/v1/actors", content=b"a,b\r\n")).status_code == 504


async def test_an_export_may_take_longer_than_another_request(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(forward_timeout=PATIENCE)
    gateway.registry.answer = send_slowly
    response = await gateway.http.get("/v1/actors:export")
    assert response.content == b"a,b\r\n" * STEPS
    with pytest.raises(httpx.RemoteProtocolError):
        await gateway.http.get("/v1/actors")


async def test_a_client_that_falls_silent_is_given_up(
    run_gateway: RunGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "FILE", Pace(grace=PATIENCE, rate=1024))
    gateway = await run_gateway()
    reader, writer = await connect(gateway.url)
    writer.write(b"POST /v1/actors:import HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\npart")
    answer = await asyncio.wait_for(read_answer(reader), 5)
    assert answer.status == 408
    assert answer.headers["content-type"] == "application/problem+json"
    writer.close()


async def test_a_service_that_falls_silent_is_given_up(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(forward_timeout=PATIENCE)
    gateway.registry.answer = fall_silent
    with pytest.raises(httpx.RemoteProtocolError):
        await gateway.http.get("/v1/actors:export")


async def test_a_service_that_does_not_answer_an_import_is_a_504(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(forward_timeout=PATIENCE)

    async def read_and_wait(request: web.BaseRequest) -> web.StreamResponse:
        await request.read()
        await asyncio.Event().wait()
        raise AssertionError

    gateway.registry.answer = read_and_wait
    assert (await gateway.http.post("/v1/actors:import", content=b"x")).status_code == 504


async def test_a_service_that_stops_reading_an_import_is_given_up(run_gateway: RunGateway) -> None:
    async def never_read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[attr-defined] # a reading transport
        await asyncio.Event().wait()

    async with raw_server(never_read) as url:
        gateway = await run_gateway(registry_url=url, forward_timeout=PATIENCE)
        response = await gateway.http.post("/v1/actors:import", content=bytes(1 << 26))
        assert response.status_code in {502, 504}


async def test_a_client_that_stops_reading_an_export_is_given_up(
    run_gateway: RunGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "ConnectionLimits", partial(ConnectionLimits, unread_seconds=PATIENCE))
    over = asyncio.Event()

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        try:
            while True:
                writer.write(bytes(1 << 20))
                await writer.drain()
        finally:
            over.set()

    async with raw_server(endless) as url:
        gateway = await run_gateway(registry_url=url)
        reader, writer = await connect(gateway.url)
        writer.write(b"GET /v1/actors:export HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.wait_for(over.wait(), 10)
        writer.transport.abort()


async def test_an_import_may_be_larger_than_another_body(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(body_limit=2048, import_limit=4096)
    assert (await gateway.http.post("/v1/actors:import", content=bytes(4096))).status_code == 200
    assert (await gateway.http.post("/v1/actors:import", content=bytes(4097))).status_code == 413
    assert (await gateway.http.put("/v1/actors:import", content=bytes(2049))).status_code == 413
    assert (await gateway.http.post("/v1/actors", content=bytes(2049))).status_code == 413
    assert (await gateway.http.post("/v1/nowhere:import", content=bytes(2049))).status_code == 413
