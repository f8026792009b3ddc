"""What one address may have open at the gateway, and who that is behind a proxy."""

import asyncio
from collections.abc import AsyncIterator

import httpx
from aiohttp import web

from chassis.testing import eventually
from tests.integration.gateway.conftest import Gateway, RunGateway
from tests.integration.gateway.upstream import echo

PREVIEW = "/v1/milestones/01900000-0000-7000-8000-000000000000/agenda:preview"
PROXY = {"trusted_proxies": ["127.0.0.0/8"]}


async def _as(gateway: Gateway, address: str, path: str = "/v1/actors") -> httpx.Response:
    return await gateway.http.get(path, headers={"X-Forwarded-For": f"203.0.113.9, {address}"})


async def test_requests_in_progress_of_one_address_are_limited_and_others_are_not(
    run_gateway: RunGateway,
) -> None:
    gateway = await run_gateway(requests_per_address=2, **PROXY)
    goes_on = asyncio.Event()

    async def wait(request: web.BaseRequest) -> web.StreamResponse:
        await goes_on.wait()
        return await echo(request)

    gateway.registry.answer = wait
    running = [asyncio.create_task(_as(gateway, "192.0.2.1")) for _ in range(2)]

    async def both_run() -> bool:
        return len(gateway.registry.asked) == 2

    await eventually(both_run)
    refused = await _as(gateway, "192.0.2.1")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["x-request-id"]
    other = asyncio.create_task(_as(gateway, "192.0.2.2"))
    goes_on.set()
    assert [answer.status_code for answer in await asyncio.gather(*running, other)] == [200, 200, 200]
    assert (await _as(gateway, "192.0.2.1")).status_code == 200


async def test_a_client_behind_a_trusted_proxy_is_known_to_the_service(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(**PROXY)
    await _as(gateway, "192.0.2.1")
    assert gateway.registry.last_headers()["x-forwarded-for"] == "192.0.2.1"


async def test_nobody_else_can_claim_to_come_from_elsewhere(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(trusted_proxies=["192.0.2.0/24"])
    await _as(gateway, "192.0.2.1")
    assert gateway.registry.last_headers()["x-forwarded-for"] == "127.0.0.1"


async def test_previews_without_a_token_are_limited_by_address(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(previews_per_minute=2, **PROXY)
    answers = [await _as(gateway, "192.0.2.1", PREVIEW) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["ratelimit"] for answer in answers] == [
        '"previews";r=1;t=30',
        '"previews";r=0;t=30',
        '"previews";r=0;t=30',
    ]
    assert answers[2].headers["ratelimit-policy"] == '"previews";q=2;w=60'
    assert int(answers[2].headers["retry-after"]) in {29, 30}
    escaped = PREVIEW.replace(":", "%3A")
    assert (await _as(gateway, "192.0.2.1", escaped)).status_code == 429
    assert (await _as(gateway, "192.0.2.2", PREVIEW)).status_code == 200
    with_token = await gateway.http.get(PREVIEW, headers={"Authorization": f"Bearer {await gateway.token()}"})
    assert with_token.status_code == 200
    assert "ratelimit" not in with_token.headers


async def test_files_do_not_take_the_connections_of_others(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(files_per_service=1, connections_per_service=1)
    coming = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"a,b\r\n"
        await coming.wait()

    upload = asyncio.create_task(gateway.http.post("/v1/actors:import", content=slowly()))

    async def has_begun() -> bool:
        return len(gateway.registry.asked) == 1

    await eventually(has_begun)
    assert (await gateway.http.get("/v1/actors")).status_code == 200
    coming.set()
    assert (await upload).status_code == 200
