"""Spans go to the collector that the environment names, and a collector that is away harms nobody."""

import asyncio
import socket
import sys
from collections.abc import Mapping

import httpx
import pytest

from chassis.database import Database
from chassis.process.runtime import Runtime
from chassis.telemetry import tracing
from chassis.telemetry.otlp import OtlpRecorder
from chassis.telemetry.spans import Kind
from chassis.telemetry.trace_context import span_id, trace_id
from tests.support.chassis.processes import environment, serving
from tests.support.telemetry.collector import Collector, running_collector

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
UNSAMPLED = PARENT[:-1] + "0"
OTHER = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01"
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
EXPORT_TIMEOUT = 10.0
"""Seconds for which the exporter waits for an answer by its standard."""


@pytest.fixture
def settings(notebook: Runtime, owner: Database) -> dict[str, str]:
    bus_url = notebook.settings.bus_url.get_secret_value()
    return {"database_url": notebook.database.url, "migration_url": owner.url, "bus_url": bus_url}


def recorded(collector: Collector, monkeypatch: pytest.MonkeyPatch, parent: str) -> str | None:
    """The traceparent of a span that was exported, if it was."""
    monkeypatch.setenv(ENDPOINT, collector.endpoint)
    with (
        tracing.recording(OtlpRecorder("notebook")),
        tracing.span("work", kind=Kind.PRODUCER, parent=parent, links=[OTHER]) as span,
    ):
        span.note({"compact.sequence": 7})
        span.rename("better work")
    return span.traceparent


def test_a_span_arrives_as_it_was_described(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_collector() as collector:
        traceparent = recorded(collector, monkeypatch, PARENT)
    assert traceparent is not None
    (span,) = collector.spans
    assert (span.service, span.name) == ("notebook", "better work")
    assert (span.trace_id, span.span_id) == (trace_id(PARENT), span_id(traceparent))
    assert span.parent_id == span_id(PARENT)
    assert span.links == (trace_id(OTHER),)
    assert span.attributes["compact.sequence"] == 7
    assert not span.failed


def test_a_caller_that_is_not_sampled_is_followed_and_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_collector() as collector:
        traceparent = recorded(collector, monkeypatch, UNSAMPLED)
    assert collector.spans == []
    assert traceparent is not None
    assert trace_id(traceparent) == trace_id(UNSAMPLED)
    assert traceparent.endswith("-00")


async def test_a_process_exports_what_is_left_when_it_ends(
    settings: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_collector() as collector:
        monkeypatch.setenv(ENDPOINT, collector.endpoint)
        async with serving("serve", **settings) as one:
            async with httpx.AsyncClient(base_url=one.url) as client:
                await client.get("/v1/shelves/desk/notes", headers={"traceparent": PARENT})
            assert (await one.end()).code == 0
    (span,) = collector.trace(trace_id(PARENT))
    assert (span.service, span.name, span.parent_id) == ("notebook", "list_notes", span_id(PARENT))
    assert span.attributes["http.response.status_code"] == 200


async def test_a_collector_that_never_answers_delays_neither_requests_nor_the_end(
    settings: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{mute.getsockname()[1]}")
        async with serving("run", **settings) as one:
            async with httpx.AsyncClient(base_url=one.url, timeout=EXPORT_TIMEOUT / 2) as client:
                assert (await client.get("/v1/shelves/desk/notes")).status_code == 200
            ended = await asyncio.wait_for(one.end(), EXPORT_TIMEOUT / 2)
    assert ended.code == 0


async def test_without_an_endpoint_the_sdk_is_not_even_loaded() -> None:
    code = (
        "import sys; import chassis.process.cli, notebook.app; from chassis.telemetry import tracing\n"
        "with tracing.exporting('x'): print([one for one in sys.modules if 'opentelemetry.sdk' in one])"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), env=environment(), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert out.decode().strip() == "[]"
