"""Several replicas of a service behind one name: they share the requests, and one may go at any time."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import chain
from typing import Any

import pytest
from aiohttp import web

from chassis.base.child_process import free_port
from chassis.testing import eventually
from tests.integration.gateway.conftest import Gateway, RunGateway
from tests.integration.gateway.upstream import Conversation, Upstream, raw_server, running_upstream

NAME = "registry-api.test"
Announce = Callable[[list[str]], None]


@pytest.fixture
def announce(monkeypatch: pytest.MonkeyPatch) -> Announce:
    """Stands in for the name server: tells the addresses behind `NAME`, always in the same order."""
    known: list[str] = []
    look_up = socket.getaddrinfo

    def answer(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        if host != NAME:
            return look_up(host, port, *arguments, **options)
        return [found for address in known for found in look_up(address, port, *arguments, **options)]

    def tell(addresses: list[str]) -> None:
        known[:] = addresses

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return tell


@asynccontextmanager
async def replicas(number: int) -> AsyncIterator[tuple[int, dict[str, Upstream]]]:
    """Upstreams with the same port at addresses of their own; the port, and the upstreams by address."""
    port = free_port()
    async with AsyncExitStack() as stack:
        yield (
            port,
            {
                host: await stack.enter_async_context(running_upstream(host, port))
                for host in (f"127.0.0.{last}" for last in range(1, number + 1))
            },
        )


async def load(gateway: Gateway, requests: int, at_once: int = 4) -> Counter[int]:
    """How often each status came, of a number of requests by clients that work at the same time."""

    async def client() -> list[int]:
        return [(await gateway.http.get("/v1/actors")).status_code for _ in range(requests // at_once)]

    answers = await asyncio.gather(*(client() for _ in range(at_once)))
    return Counter(chain.from_iterable(answers))


async def test_requests_are_shared_out_among_the_replicas(
    run_gateway: RunGateway, announce: Announce
) -> None:
    async with replicas(3) as (port, upstreams):
        announce(list(upstreams))
        gateway = await run_gateway(registry_url=f"http://{NAME}:{port}")
        # Some 70 connections, each to one of three by chance: fewer than seven to one is one in a million.
        assert await load(gateway, 1200, at_once=60) == {200: 1200}
        assert all(len(upstream.asked) > 100 for upstream in upstreams.values())


async def test_a_replica_that_is_added_gets_its_share_of_clients_that_never_pause(
    run_gateway: RunGateway, announce: Announce
) -> None:
    async with replicas(2) as (port, upstreams):
        first, second = upstreams
        announce([first])
        gateway = await run_gateway(registry_url=f"http://{NAME}:{port}")
        await load(gateway, 100)
        announce([first, second])

        async def shared() -> bool:
            upstreams[second].asked.clear()
            assert await load(gateway, 100) == {200: 100}
            return len(upstreams[second].asked) >= 25

        await eventually(shared)


async def test_nothing_goes_to_the_address_of_a_replica_that_is_gone(
    run_gateway: RunGateway, announce: Announce
) -> None:
    """Another container may have that address a moment later."""
    async with replicas(2) as (port, upstreams):
        first, second = upstreams
        announce([first])
        gateway = await run_gateway(registry_url=f"http://{NAME}:{port}")
        upstreams[first].answer = last_answer
        await load(gateway, 4)
        announce([second])
        upstreams[first].asked.clear()
        await load(gateway, 40)
        assert not upstreams[first].asked


async def test_while_a_replica_cannot_be_reached_another_is_asked(
    run_gateway: RunGateway, announce: Announce
) -> None:
    async with replicas(1) as (port, upstreams):
        announce(["127.0.0.9", *upstreams])  # nobody listens at the first
        gateway = await run_gateway(registry_url=f"http://{NAME}:{port}")
        assert (await gateway.http.post("/v1/actors", content=b"x")).status_code == 200


async def test_a_read_whose_connection_breaks_before_the_answer_is_tried_once_more(
    run_gateway: RunGateway,
) -> None:
    async with raw_server(breaking_off(1)) as url:
        gateway = await run_gateway(registry_url=url)
        assert (await gateway.http.get("/v1/actors")).status_code == 200
    async with raw_server(breaking_off(2)) as url:
        gateway = await run_gateway(registry_url=url)
        assert (await gateway.http.get("/v1/actors")).status_code == 502


async def test_a_write_is_never_repeated_by_the_gateway(run_gateway: RunGateway) -> None:
    """RFC 9110, section 9.2.2, leaves that to the client, which alone knows what its key stands for."""
    async with raw_server(breaking_off(1)) as url:
        gateway = await run_gateway(registry_url=url)
        key = {"Idempotency-Key": "one"}
        assert (await gateway.http.post("/v1/actors", content=b"x", headers=key)).status_code == 502
        assert (await gateway.http.post("/v1/actors", content=b"x", headers=key)).status_code == 200


async def last_answer(_: web.BaseRequest) -> web.StreamResponse:
    answer = web.Response()
    answer.force_close()
    return answer


def breaking_off(times: int) -> Conversation:
    """A server that closes so many connections instead of answering."""
    left = times

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal left
        await reader.readuntil(b"\r\n\r\n")
        if left:
            left -= 1
            return
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()

    return talk
