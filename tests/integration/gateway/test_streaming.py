"""Bodies stream through the gateway both ways: of any size, in bounded memory, while both sides are there."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.integration.gateway.conftest import RunGateway
from tests.integration.gateway.raw import connect, raw_request, read_answer
from tests.integration.gateway.upstream import raw_server

BLOCK = bytes(range(256)) * 256
BLOCKS = 4096
"""256 MiB in all: far more than what sockets and buffers can hold."""
MOST_HELD = 32 * 1024 * 1024
"""What may be on its way: the buffers of two connections on loopback, and a few chunks."""


async def test_a_big_upload_arrives_whole(run_gateway: RunGateway) -> None:
    gateway = await run_gateway()

    async def digest(request: web.BaseRequest) -> web.StreamResponse:
        seen = hashlib.sha256()
        async for chunk in request.content.iter_any():
            seen.update(chunk)
        return web.Response(text=seen.hexdigest())

    async def blocks() -> AsyncIterator[bytes]:
        for _ in range(1024):
            yield BLOCK

    gateway.registry.answer = digest
    response = await gateway.http.post("/v1/actors:import", content=blocks())
    assert response.text == hashlib.sha256(BLOCK * 1024).hexdigest()


async def test_a_big_download_arrives_whole(run_gateway: RunGateway) -> None:
    gateway = await run_gateway()

    async def blocks(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1024):
            await response.write(BLOCK)
        return response

    gateway.registry.answer = blocks
    seen = hashlib.sha256()
    async with gateway.http.stream("GET", "/v1/actors") as response:
        async for chunk in response.aiter_bytes():
            seen.update(chunk)
    assert seen.hexdigest() == hashlib.sha256(BLOCK * 1024).hexdigest()


async def until_it_rests(counter: list[int]) -> int:
    """The count, once it has been the same for half a second."""
    while True:
        before = counter[0]
        await asyncio.sleep(0.5)
        if counter[0] == before:
            return before


async def test_a_service_that_does_not_read_holds_its_client_back(run_gateway: RunGateway) -> None:
    async def never_read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.Event().wait()

    async with raw_server(never_read) as url:
        gateway = await run_gateway(registry_url=url, import_limit=1 << 30)
        _, writer = await connect(gateway.url)
        writer.write(
            b"POST /v1/actors:import HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
            % (len(BLOCK) * BLOCKS)
        )
        sent = [0]

        async def send() -> None:
            for _ in range(BLOCKS):
                writer.write(BLOCK)
                await writer.drain()
                sent[0] += len(BLOCK)

        sending = asyncio.create_task(send())
        assert await until_it_rests(sent) < MOST_HELD
        sending.cancel()
        writer.transport.abort()


async def test_a_client_that_does_not_read_holds_its_service_back(run_gateway: RunGateway) -> None:
    sent = [0]

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(BLOCK) * BLOCKS}\r\n\r\n".encode())
        for _ in range(BLOCKS):
            writer.write(BLOCK)
            await writer.drain()
            sent[0] += len(BLOCK)

    async with raw_server(endless) as url:
        gateway = await run_gateway(registry_url=url)
        reader, writer = await connect(gateway.url)
        writer.write(b"GET /v1/actors HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        assert await until_it_rests(sent) < MOST_HELD
        writer.transport.abort()


async def test_an_answer_comes_as_it_is_made(run_gateway: RunGateway) -> None:
    more = asyncio.Event()

    async def in_two_parts(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none")
        await more.wait()
        writer.write(b"two")

    async with raw_server(in_two_parts) as url:
        gateway = await run_gateway(registry_url=url)
        async with gateway.http.stream("GET", "/v1/actors") as response:
            chunks = response.aiter_bytes()
            assert await anext(chunks) == b"one"
            more.set()
            assert await anext(chunks) == b"two"


@pytest.mark.parametrize("sends_body", [False, True])
async def test_a_client_that_hangs_up_ends_the_services_work(
    run_gateway: RunGateway, sends_body: bool
) -> None:
    working, over = asyncio.Event(), asyncio.Event()

    async def work(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        working.set()
        while await reader.read(1000):
            pass
        over.set()

    async with raw_server(work) as url:
        gateway = await run_gateway(registry_url=url)
        _, writer = await connect(gateway.url)
        head = b"/v1/actors:import HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf of it"
        writer.write(b"POST " + (head if sends_body else b"/v1/actors HTTP/1.1\r\nHost: x\r\n\r\n"))
        await asyncio.wait_for(working.wait(), 5)
        writer.transport.abort()
        await asyncio.wait_for(over.wait(), 5)


async def test_a_client_that_hangs_up_amid_the_answer_ends_it(run_gateway: RunGateway) -> None:
    over = asyncio.Event()

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\none")
        await reader.read()
        over.set()

    async with raw_server(trickle) as url:
        gateway = await run_gateway(registry_url=url)
        reader, writer = await connect(gateway.url)
        writer.write(b"GET /v1/actors HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"\r\n\r\none")
        writer.transport.abort()
        await asyncio.wait_for(over.wait(), 5)


async def test_a_body_over_the_limit_is_refused_unread(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(body_limit=2048)
    response = await gateway.http.post("/v1/actors", content=bytes(2049))
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert not gateway.registry.asked


async def test_a_body_that_turns_out_over_the_limit_is_refused(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(body_limit=100_000)
    reader, writer = await connect(gateway.url)
    writer.write(b"POST /v1/actors HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(3):
        writer.write(b"%x\r\n%s\r\n" % (len(BLOCK), BLOCK))
    answer = await read_answer(reader)
    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"
    writer.close()


async def test_who_waits_to_be_asked_for_the_body_is_asked(run_gateway: RunGateway) -> None:
    gateway = await run_gateway()
    reader, writer = await connect(gateway.url)
    writer.write(b"POST /v1/actors HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(b"abc")
    assert (await read_answer(reader)).body == b"abc"
    writer.close()


async def test_an_answer_before_the_end_of_the_body_is_passed_on(run_gateway: RunGateway) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        await writer.drain()
        await reader.read()

    async with raw_server(refuse) as url:
        gateway = await run_gateway(registry_url=url)
        head = b"POST /v1/actors:import HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nonly a part"
        answer = await asyncio.wait_for(raw_request(gateway.url, head), 5)
        assert (answer.status, answer.body) == (401, b"no")
