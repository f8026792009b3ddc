"""The main job on the stack: reports over HTTP, the agenda on Kafka."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaConsumer

from chassis.bus import Security
from tests.support.compose.stack import Stack


@pytest.fixture(scope="module")
def story(stack: Stack) -> str:
    """What the demonstration says when it is played on the stack."""
    return stack.run("demo", within=300)


def newest_agenda(stack: Stack) -> dict[str, Any]:
    with httpx.Client(base_url=stack.gateway_url) as public:
        meeting = public.get("/v1/meetings").json()["items"][0]
        agenda: dict[str, Any] = public.get(f"/v1/meetings/{meeting['id']}/agenda").json()
    return agenda


def test_the_agenda_is_assembled_when_the_deadline_passes(stack: Stack, story: str) -> None:
    assert "compact.agenda.assembled" in story
    agenda = newest_agenda(stack)
    assert agenda["complete"]
    items = agenda["agenda"]["items"]
    assert {"policy_gaps", "regional_reviews"} <= {item["rule"] for item in items}
    assert all(item["why"] for item in items)


async def test_a_regional_body_reads_the_agenda_from_kafka(stack: Stack, story: str) -> None:
    told = stack.exec(
        *("gateway-worker", "python", "-m", "gateway", "streams", "grant"),
        *("--name", "African Union", "--topic", "compact.review", "--days", "30", "--json"),
    )
    grant = json.loads(told)
    security = Security(
        ca_file=stack.secrets / "authority.pem", user=grant["principal"], password=grant["password"]
    )
    consumer = AIOKafkaConsumer(
        "compact.review",
        bootstrap_servers=grant["bootstrap"],
        group_id=grant["group_prefix"] + "test",
        auto_offset_reset="earliest",
        **security.for_aiokafka(),
    )
    await consumer.start()
    try:
        async with asyncio.timeout(60):
            async for record in consumer:
                if ("ce_type", b"compact.agenda.assembled.v1") in record.headers:
                    event = json.loads(record.value)
                    break
    finally:
        await consumer.stop()
    assert event["digest"] == newest_agenda(stack)["digest"]
