"""A service that is down, slow or broken: the client is told which, and the gateway goes on."""

import asyncio

import httpx
import psutil
import pytest
from aiohttp import web

from chassis.base.child_process import free_port
from chassis.testing import eventually
from tests.integration.gateway.conftest import Gateway, RunGateway
from tests.integration.gateway.upstream import Conversation, raw_server


def check_problem(response: httpx.Response, status: int, kind: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    expected = (f"https://compact.test/problems/{kind}", status, "/v1/actors")
    assert (body["type"], body["status"], body["instance"]) == expected
    assert "127.0.0.1" not in response.text


async def test_a_service_that_is_down_is_a_503(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(registry_url=f"http://127.0.0.1:{free_port()}")
    response = await gateway.http.post("/v1/actors", content=b"x")
    check_problem(response, 503, "service-unreachable")
    assert response.headers["retry-after"] == "2"


async def test_the_other_services_do_not_mind(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(registry_url=f"http://127.0.0.1:{free_port()}")
    assert (await gateway.http.get("/v1/actors")).status_code == 503
    assert (await gateway.http.get("/v1/meetings")).status_code == 200


async def test_a_slow_service_is_a_504(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(forward_timeout=0.3)

    async def sleep(_: web.BaseRequest) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    gateway.registry.answer = sleep
    check_problem(await gateway.http.get("/v1/actors"), 504, "gateway-timeout")


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def talk_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"220 mail.example ESMTP\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize("fault", [hang_up, talk_nonsense])
async def test_a_service_without_a_proper_answer_is_a_502(
    run_gateway: RunGateway, fault: Conversation
) -> None:
    async with raw_server(fault) as url:
        gateway = await run_gateway(registry_url=url)
        check_problem(await gateway.http.post("/v1/actors", content=b"x"), 502, "bad-gateway")


@pytest.mark.parametrize("length", ["Content-Length: 100", "Transfer-Encoding: chunked"])
async def test_half_an_answer_never_looks_whole(run_gateway: RunGateway, length: str) -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n3\r\none\r\n".encode())
        await writer.drain()

    async with raw_server(half) as url:
        gateway = await run_gateway(registry_url=url)
        with pytest.raises(httpx.RemoteProtocolError):
            await gateway.http.get("/v1/actors")


async def test_a_service_that_is_overwhelmed_does_not_take_all(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(connections_per_service=2, connect_timeout=0.3)
    release = asyncio.Event()

    async def wait(_: web.BaseRequest) -> web.StreamResponse:
        await release.wait()
        return web.Response()

    gateway.registry.answer = wait
    busy = [asyncio.create_task(gateway.http.get("/v1/actors")) for _ in range(2)]
    await eventually(lambda: both_arrived(gateway))
    check_problem(await gateway.http.get("/v1/actors"), 503, "service-unreachable")
    assert (await gateway.http.get("/v1/meetings")).status_code == 200
    release.set()
    assert [response.status_code for response in await asyncio.gather(*busy)] == [200, 200]


async def both_arrived(gateway: Gateway) -> bool:
    return len(gateway.registry.asked) == 2


async def test_a_service_that_is_stuck_keeps_no_connection(run_gateway: RunGateway) -> None:
    async def never_read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[attr-defined] # a reading transport
        await asyncio.Event().wait()

    async with raw_server(never_read) as url:
        gateway = await run_gateway(registry_url=url, forward_timeout=0.5, body_limit=1 << 30)
        response = await gateway.http.post("/v1/actors", content=bytes(1 << 26))
        check_problem(response, 504, "gateway-timeout")
        port = int(url.rpartition(":")[2])
        await eventually(lambda: nothing_goes_to(port))


async def nothing_goes_to(port: int) -> bool:
    """Whether this process has no open connection to `port`."""
    open_ones = psutil.Process().net_connections("tcp")
    return all(getattr(one.raddr, "port", None) != port for one in open_ones)


async def test_a_service_that_comes_back_is_found_again(run_gateway: RunGateway) -> None:
    port = free_port()
    gateway = await run_gateway(registry_url=f"http://127.0.0.1:{port}")
    assert (await gateway.http.get("/v1/actors")).status_code == 503
    runner = web.ServerRunner(web.Server(empty), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    assert (await gateway.http.get("/v1/actors")).status_code == 200
    await runner.cleanup()


async def empty(_: web.BaseRequest) -> web.StreamResponse:
    return web.Response()
