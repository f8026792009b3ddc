"""Connections: what a client may leave open towards any of our processes, and how it learns of the end."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
import uvicorn

from chassis.base.child_process import free_port
from chassis.http.addresses import OpenByAddress, Proxies
from chassis.http.complaints import Complaints
from chassis.http.connections import ConnectionLimits, guarded
from chassis.testing import eventually
from tests.integration.gateway.raw import RawAnswer, connect, read_answer
from tests.support.servers import RunningServer

SHORT = ConnectionLimits(head_seconds=0.3, unread_seconds=0.4, linger_seconds=0.2)
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def greet(scope: Any, _receive: Any, send: Any) -> None:
    """Greets; at /large with more than buffers hold."""
    body = bytes(1 << 26) if scope["path"] == "/large" else b"hello"
    fields = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def server(limits: ConnectionLimits = SHORT, app: Any = greet, **changes: Any) -> AsyncIterator[str]:
    port = free_port()
    config = uvicorn.Config(
        app, port=port, http=guarded(limits), ws="none", log_config=None, lifespan="off", **changes
    )
    async with RunningServer(config):
        yield f"http://127.0.0.1:{port}"


async def refused(url: str, request: bytes) -> tuple[RawAnswer, bytes]:
    """The problem document that these bytes bring, and what comes after it."""
    reader, writer = await connect(url)
    writer.write(request)
    if request.endswith(LARGE):  # without end
        await asyncio.sleep(0.05)
        writer.write(LARGE)
    answer = await asyncio.wait_for(read_answer(reader), 5)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["connection"] == "close"
    assert json.loads(answer.body)["status"] == answer.status
    rest = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer, rest


LARGE = b"x" * 40_000
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
REFUSALS = {
    "a head without end": (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + LARGE, 431),
    "a request line without end": (b"GET /" + LARGE, 431),
    "empty lines without end": (b"\r\n" * 20_000, 431),
    "a large head": (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + LARGE + b"\r\n\r\n", 431),
    "many fields": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 8000 + b"\r\n", 431),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts of HTTP/1.0": (b"GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", 400),
    "two lengths": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n" + CHUNKED, 400),
    "no HTTP": (b"hello\r\n\r\n", 400),
    "half a head": (b"GET / HTTP/1.1\r\nHo", 408),
    "half a head after empty lines": (b"\r\n\r\nGET", 408),
}  # fmt: skip


async def test_what_is_no_proper_head_is_refused(subtests: pytest.Subtests) -> None:
    async with server() as url:
        for case, (request, status) in REFUSALS.items():
            with subtests.test(case):
                answer, rest = await refused(url, request)
                assert (answer.status, rest) == (status, b"")


async def test_nonsense_of_one_address_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    upgrade = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    async with server(replace(SHORT, complaints=Complaints())) as url:
        for _ in range(5):
            assert (await refused(url, b"hello\r\n\r\n"))[0].status == 400
            reader, writer = await connect(url)
            writer.write(upgrade)
            assert (await read_answer(reader)).body == b"hello"
            writer.close()
    [line] = caplog.messages
    assert "Invalid HTTP request received. (client 127.0.0.1;" in line


async def test_what_trails_a_body_without_end_is_cut(subtests: pytest.Subtests) -> None:
    async def wait(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    head = b"POST / HTTP/1.1\r\nHost: x\r\n" + CHUNKED
    async with server(app=wait) as url:
        for case, tail in {"a trailer": b"0\r\nX-A: ", "a chunk's extension": b"1;a="}.items():
            with subtests.test(case):
                answer, _ = await refused(url, head + tail + LARGE)
                assert answer.status == 431


async def test_a_connection_without_a_byte_ends() -> None:
    async with server() as url:
        reader, writer = await connect(url)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_a_connection_that_is_used_stays_longer_than_a_head_may_take() -> None:
    async with server(replace(SHORT, head_seconds=0.1)) as url:
        reader, writer = await connect(url)
        for _ in range(3):
            writer.write(GET)
            assert (await read_answer(reader)).body == b"hello"
            await asyncio.sleep(0.15)  # longer than a head may take; what is kept alive may rest
        writer.close()


async def test_a_head_in_pieces_is_understood() -> None:
    async with server() as url:
        reader, writer = await connect(url)
        for byte in GET * 2:
            writer.write(bytes([byte]))
            await writer.drain()
        assert [(await read_answer(reader)).status for _ in range(2)] == [200, 200]
        writer.close()


async def test_an_answer_that_nobody_reads_ends_the_connection() -> None:
    async with server() as url:
        reader, writer = await connect(url)
        writer.write(GET.replace(b"/ ", b"/large "))
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[attr-defined] # a reading transport
        await asyncio.sleep(0.8)  # longer than an answer may wait
        writer.transport.resume_reading()  # type: ignore[attr-defined] # to see the end
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(reader.readexactly(1 << 26), 5)
        writer.close()


async def test_requests_sent_ahead_without_measure_end_the_connection() -> None:
    async def never(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async with server(replace(SHORT, pipelined=4), app=never) as url:
        reader, writer = await connect(url)
        writer.write(GET * 100)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(read_answer(reader), 5)
        writer.close()


async def test_connections_over_those_of_an_address_are_refused_until_one_ends() -> None:
    async with server(ConnectionLimits(open=OpenByAddress(2))) as url:
        held = [await connect(url) for _ in range(2)]
        for reader, writer in held:
            writer.write(GET)
            assert (await read_answer(reader)).status == 200
        answer, _ = await refused(url, b"")
        assert answer.status == 429
        assert int(answer.headers["retry-after"]) > 0
        held[0][1].close()
        await eventually(_is_served(url))
        held[1][1].close()


async def test_connections_of_a_trusted_proxy_are_not_counted() -> None:
    proxies = Proxies([ip_network("127.0.0.0/8")])
    async with server(ConnectionLimits(open=OpenByAddress(1), proxies=proxies)) as url:
        held = [await connect(url) for _ in range(3)]
        for reader, writer in held:
            writer.write(GET)
            assert (await read_answer(reader)).status == 200
            writer.close()


def _is_served(url: str) -> Callable[[], Awaitable[bool]]:
    async def is_served() -> bool:
        reader, writer = await connect(url)
        writer.write(GET)
        try:
            return (await read_answer(reader)).status == 200
        finally:
            writer.close()

    return is_served
