"""Each request is counted once: under its operation, with its status, and for as long as it took."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter, Depends, Request
from starlette.responses import StreamingResponse
from starlette.types import Message

from chassis.http.operation import Operation
from chassis.identity import anyone
from chassis.process.app import build_app
from chassis.process.cli import describe
from chassis.process.runtime import Runtime
from chassis.process.service import Service
from chassis.testing import eventually
from tests.support.chassis.notebook.app import service
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.notebook.tables import metadata
from tests.support.chassis.words import speaking
from tests.support.telemetry.scrapes import scrape

COUNT = "compact_http_request_duration_seconds_count"
IN_PROGRESS = "compact_http_requests_in_progress"


async def test_a_request_is_counted_under_its_operation_and_its_status(
    client: httpx.AsyncClient, writer: Mapping[str, str]
) -> None:
    for body in ({"text": "a"}, {"text": "b"}, {"words": "c"}):
        await client.post("/v1/notes", json=body, headers=writer)
    await client.post("/v1/notes", json={"text": "a"})
    await client.delete("/v1/notes")
    told = await scrape(client)
    counted = {status: told(COUNT, operation="write_note", status=status) for status in ("201", "422", "401")}
    assert counted == {"201": 2, "422": 1, "401": 1}
    assert told(COUNT, operation="write_note", status="405") == 1


async def test_requests_for_paths_that_are_not_there_share_one_series(client: httpx.AsyncClient) -> None:
    for _ in range(5):
        await client.get(f"/v1/{uuid4()}")
    told = await scrape(client)
    assert told(COUNT, operation="unmatched", status="404") == 5
    assert told.labels(COUNT, "operation") == {"unmatched"}


async def test_an_unexpected_error_is_counted_as_a_500(notebook: Runtime) -> None:
    async with speaking(notebook) as client:
        await client.get("/v1/crash")
        told = await scrape(client)
    assert told(COUNT, operation="crash_v1_crash_get", status="500") == 1
    assert told(IN_PROGRESS) == 1, "the scrape itself"


async def test_times_between_a_millisecond_and_ten_seconds_are_told_apart(client: httpx.AsyncClient) -> None:
    await client.get("/health/live")
    told = await scrape(client)
    bounds = told.labels("compact_http_request_duration_seconds_bucket", "le")
    assert {"0.001", "0.01", "0.1", "1.0", "10.0", "+Inf"} < bounds
    seconds = told("compact_http_request_duration_seconds_sum", operation="check_live", status="200")
    assert seconds is not None
    assert 0 < seconds < 5


async def test_a_streamed_answer_is_in_progress_until_its_last_byte(notebook: Runtime) -> None:
    go_on = asyncio.Event()
    async with streaming(notebook, go_on) as client:
        asking = asyncio.create_task(client.get("/v1/stream"))

        async def is_streaming() -> bool:
            return (await scrape(client))(IN_PROGRESS) == 2

        await eventually(is_streaming)
        assert (await scrape(client))(COUNT, operation="stream", status="200") is None
        go_on.set()
        assert (await asking).text == "begunended"
        told = await scrape(client)
    assert told(COUNT, operation="stream", status="200") == 1
    assert told(IN_PROGRESS) == 1


@pytest.mark.parametrize("reason", ["the service fails", "the client hangs up"])
async def test_an_answer_that_is_not_given_to_its_end_is_counted_as_aborted(
    notebook: Runtime, reason: str
) -> None:
    go_on = asyncio.Event()
    async with streaming(notebook, go_on) as client:
        asking = asyncio.create_task(client.get("/v1/stream", headers={"X-Fail": reason}))
        if reason == "the client hangs up":
            await eventually(lambda: begun(client))
            asking.cancel()
        else:
            go_on.set()
        await asyncio.gather(asking, return_exceptions=True)
        told = await scrape(client)
    assert told(COUNT, operation="stream", status="aborted") == 1
    assert told(COUNT, operation="stream", status="200") is None
    assert told(IN_PROGRESS) == 1


async def begun(client: httpx.AsyncClient) -> bool:
    return (await scrape(client))(IN_PROGRESS) == 2


async def test_metrics_are_no_part_of_the_contract(client: httpx.AsyncClient) -> None:
    assert "/metrics" not in describe(service)["paths"]
    assert (await client.get("/metrics", headers={"Authorization": "Bearer wrong"})).status_code == 401


async def test_what_is_no_request_is_let_through_uncounted(notebook: Runtime) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "lifespan.startup" if not sent else "lifespan.shutdown"}

    async def send(message: Message) -> None:
        sent.append(message)

    app = build_app(service, notebook.settings, notebook)
    await app({"type": "lifespan"}, receive, send)
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


@asynccontextmanager
async def streaming(notebook: Runtime, go_on: asyncio.Event) -> AsyncIterator[httpx.AsyncClient]:
    """A service whose answer begins at once and goes on when it is told to."""
    router = APIRouter(dependencies=[Depends(anyone)], route_class=Operation)

    @router.get("/v1/stream", operation_id="stream")
    async def stream(request: Request) -> StreamingResponse:
        async def parts() -> AsyncIterator[str]:
            yield "begun"
            await go_on.wait()
            if "x-fail" in request.headers:
                raise RuntimeError
            yield "ended"

        return StreamingResponse(parts())

    app = build_app(Service("notebook", "Streams", Settings, metadata, [router]), notebook.settings, notebook)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service.test") as client:
        yield client
