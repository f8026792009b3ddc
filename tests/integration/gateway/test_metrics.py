"""The gateway counts what it forwards by service, and hands traces on."""

import pytest
import pytest_asyncio

from chassis.telemetry import tracing
from chassis.testing import eventually
from tests.integration.gateway.conftest import Gateway, RunGateway
from tests.support.telemetry.remembering import Remembering
from tests.support.telemetry.scrapes import scrape

COUNT = "compact_http_request_duration_seconds_count"
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest_asyncio.fixture
async def gateway(run_gateway: RunGateway) -> Gateway:
    """One whose port only operators reach."""
    return await run_gateway(shows_operations=True)


async def test_forwarded_requests_are_counted_by_the_service_that_they_went_to(gateway: Gateway) -> None:
    for path in ("/v1/actors", "/v1/actors/KEN", "/v1/reports", "/v1/no-such-noun"):
        await gateway.http.get(path)
    told = await scrape(gateway.http)
    assert told(COUNT, operation="forward_to_registry", status="200") == 2
    assert told(COUNT, operation="forward_to_commitments", status="200") == 1
    assert told(COUNT, operation="forward", status="404") == 1


async def test_a_service_that_is_away_shows_in_the_status_of_what_goes_to_it(run_gateway: RunGateway) -> None:
    gateway = await run_gateway(registry_url="http://127.0.0.1:9", shows_operations=True)
    assert (await gateway.http.get("/v1/actors")).status_code == 503
    told = await scrape(gateway.http)
    assert told(COUNT, operation="forward_to_registry", status="503") == 1


async def test_the_gateway_tells_of_timers_but_of_no_relay(gateway: Gateway) -> None:
    told = await scrape(gateway.http)
    assert told("compact_database_up") == 1
    assert told("compact_ledger_position") == 0
    names = {name for name, _ in told.samples}
    assert told("compact_timers_overdue") == 0
    assert not [name for name in names if "relay" in name or "unpublished" in name]


@pytest.mark.parametrize("header", [PARENT, "nonsense"])
async def test_a_services_span_is_part_of_the_gateways(gateway: Gateway, header: str) -> None:
    spans = Remembering()
    with tracing.recording(spans):
        await gateway.http.get("/v1/actors", headers={"traceparent": header})
        await eventually(lambda: _ended(spans))
    forwarded = spans.the("forward_to_registry")
    assert forwarded.parent == (PARENT if header == PARENT else None)
    assert gateway.registry.last_headers()["traceparent"] == forwarded.traceparent


async def _ended(spans: Remembering) -> bool:
    return all(span.ended for span in spans.spans)


async def test_a_malformed_trace_goes_no_further(gateway: Gateway) -> None:
    await gateway.http.get("/v1/actors", headers={"traceparent": "nonsense"})
    assert "traceparent" not in gateway.registry.last_headers()
