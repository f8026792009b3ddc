"""What operators see of a gateway, and what the world does not."""

import asyncio
from contextlib import AsyncExitStack

import httpx
import pytest

from chassis.base.child_process import free_port
from chassis.process import running
from chassis.process.settings import ServiceSettings
from chassis.testing import eventually
from chassis.testing.plugin import MakeDatabase
from gateway.app import service
from gateway.settings import Settings
from tests.integration.gateway.conftest import Gateway, RunGateway
from tests.support.telemetry.scrapes import scrape


async def test_the_metrics_of_a_gateway_are_no_business_of_the_world(gateway: Gateway) -> None:
    answer = await gateway.http.get("/metrics")
    unknown = await gateway.http.get("/no-such-page")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.text == unknown.text.replace("/no-such-page", "/metrics")


@pytest.mark.parametrize(("shows", "told"), [(False, set()), (True, {"bus"})])
async def test_what_a_gateway_lacks_is_named_to_operators_only(
    run_gateway: RunGateway, *, shows: bool, told: set[str]
) -> None:
    gateway = await run_gateway(shows_operations=shows)

    async def gone() -> None:
        pass

    gateway.runtime.start("bus", gone())
    await gateway.runtime.tasks[0]
    answer = await gateway.http.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert answer.json()["checks"].keys() == told


async def test_a_second_port_shows_what_the_first_does_not(make_database: MakeDatabase, bus_url: str) -> None:
    port, operations_port = free_port(), free_port()
    settings: ServiceSettings = Settings.model_validate(
        {
            "database_url": await make_database("gateway"),
            "bus_url": bus_url,
            "port": port,
            "operations_port": operations_port,
        }
    )
    process = asyncio.create_task(running.run(service, settings, serve=True, work=False))
    async with AsyncExitStack() as stack:
        stack.callback(process.cancel)
        public, operators = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{one}"))
            for one in (port, operations_port)
        ]

        async def answers() -> bool:
            if process.done():
                process.result()
            try:
                return (await public.get("/health/live")).status_code == 200
            except httpx.TransportError:
                return False

        await eventually(answers)
        assert (await public.get("/metrics")).status_code == 404
        assert (await scrape(operators))("compact_database_up") == 1
    await asyncio.gather(process, return_exceptions=True)
