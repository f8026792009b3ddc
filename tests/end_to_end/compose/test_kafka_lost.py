"""Drill: Kafka and its volume are lost while partners write, and it is started empty."""

import asyncio
import json
from collections import Counter

from aiokafka import AIOKafkaConsumer

from chassis.bus import Security
from operations.roles import ON_THE_BUS
from tests.end_to_end.compose import drill_ledgers as ledgers
from tests.end_to_end.compose.drill import Drill
from tests.end_to_end.compose.drill_outcome import check_written
from tests.end_to_end.compose.drill_traffic import Traffic
from tests.support.compose.engine import run
from tests.support.compose.stack import Stack

SOME = 3


def lose_kafka(stack: Stack) -> None:
    """Remove the broker and all that it kept, as if its disk had died."""
    stack.kill("kafka")
    stack.compose("rm", "--stop", "--force", "kafka", "preflight")  # both hold the volume
    run(["docker", "volume", "rm", f"{stack.project}_kafka"], within=30)


async def everything_on_kafka(stack: Stack, topic: str, number: int) -> Counter[str]:
    """The ids of at least `number` events, as a regional body reads them from the beginning."""
    told = await asyncio.to_thread(
        stack.exec,
        *("gateway-worker", "python", "-m", "gateway", "streams", "grant"),
        *("--name", f"Reader of {topic}", "--topic", topic, "--days", "1", "--json"),
    )
    grant = json.loads(told)
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=grant["bootstrap"],
        group_id=grant["group_prefix"] + "drill",
        auto_offset_reset="earliest",
        **Security(
            ca_file=stack.secrets / "authority.pem", user=grant["principal"], password=grant["password"]
        ).for_aiokafka(),
    )
    await consumer.start()
    read: Counter[str] = Counter()
    try:
        async with asyncio.timeout(120):
            while len(read) < number:
                records = await consumer.getmany(timeout_ms=500)
                for record in (one for some in records.values() for one in some):
                    read[dict(record.headers)["ce_id"].decode()] += 1
    finally:
        await consumer.stop()
    return read


async def test_topics_are_made_anew_from_the_ledgers_and_every_subscriber_is_right(
    stack: Stack, drill: Drill
) -> None:
    traffic = await Traffic.register(stack)
    try:
        async with traffic.going_on():
            await traffic.more(SOME)
            with drill.step("Kafka is killed, and its container and volume are removed"):
                await asyncio.to_thread(lose_kafka, stack)
            opened = len(traffic.opened)
            with drill.step("ten more milestones are acknowledged without Kafka"):
                await traffic.opens(10)
            with drill.step("docker compose up --wait"):
                await asyncio.to_thread(stack.up)
            with drill.step("what was written meanwhile reaches everyone, and more"):
                await traffic.more(SOME)
        drill.note(f"{len(traffic.opened) - opened} milestones were opened while Kafka was away")
        with drill.step("everyone has read everything"):
            await ledgers.all_is_read(stack)
        await asyncio.to_thread(check_written, stack, traffic)
        await asyncio.to_thread(ledgers.check, stack)
        drill.note("the ledgers are whole, and every subscriber has exactly what they say")
        with drill.step("a regional body reads every event again"):
            for service in ON_THE_BUS:
                told = ledgers.databases(stack).query(
                    service.name, "SELECT id FROM chassis.ledger WHERE sequence IS NOT NULL"
                )
                read = await everything_on_kafka(stack, f"compact.{service.name}", len(told))
                assert set(read) == {row["id"] for row in told}
                drill.note(f"compact.{service.name}: {len(read)} events, {read.total() - len(read)} twice")
    finally:
        await traffic.close()
