"""Regional bodies read the streams with credentials of their own, until these end."""

import asyncio
import json
import re
import shlex
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError
from sqlalchemy import text

from chassis.bus.kafka_operator import KafkaOperator, client
from chassis.database import Database
from chassis.testing import eventually
from chassis.testing.plugin import MakeDatabase
from chassis.timers import Timers
from gateway.settings import Settings
from gateway.streams import grants, kafka, rules
from tests.integration.gateway.granted_streams import Streams
from tests.support.kafka.secured import SecuredKafkaBroker
from tests.unit.documents.pages import ROOT

PAGE = ROOT / "docs/streams.md"


@pytest_asyncio.fixture
async def broker(empty_kafka: SecuredKafkaBroker) -> SecuredKafkaBroker:
    """A broker with the topics that there are to read."""
    topics = [client.NewTopic(topic, 1, 1) for topic in rules.TOPICS]
    async with KafkaOperator(empty_kafka.operators_bootstrap, empty_kafka.as_operator()) as operator:
        await operator.ask(client.AdminClient.create_topics, topics)
    return empty_kafka


@pytest_asyncio.fixture
async def streams(
    broker: SecuredKafkaBroker, make_database: MakeDatabase, bus_url: str
) -> AsyncIterator[Streams]:
    url = await make_database("gateway")
    settings = Settings.model_validate(
        {
            "database_url": url,
            "bus_url": bus_url,
            "streams_bootstrap": broker.operators_bootstrap,
            "streams_ca_file": broker.ca_file,
            "streams_certificate_file": broker.certificate_file,
        }
    )
    async with (
        Database(url, name="gateway", pool_size=2) as database,
        kafka.operator_access(settings) as access,
    ):
        timers = Timers(database, kafka.handlers(lambda: settings))
        yield Streams(broker, settings, database, access, timers)
        for principal in {*await access.users(), *await access.grants()}:
            await kafka.withdraw(access, principal)


async def is_cut_off(reader: AIOKafkaConsumer) -> bool:
    try:
        await asyncio.wait_for(reader.getone(), 0.5)
    except KafkaError:
        return True
    except TimeoutError:
        pass
    return False


async def test_a_grant_lets_a_body_read_its_topics_in_its_groups_and_nothing_else(streams: Streams) -> None:
    told = await streams.grant("--topic", "compact.review", "--group-prefix", "au.", "--days", "30")
    assert told["topics"] == ["compact.review"]
    assert told["bootstrap"] == streams.broker.bootstrap

    await streams.publish("compact.review", b"an agenda")
    async with streams.consumer(told, "compact.review") as reader:
        record = await asyncio.wait_for(reader.getone(), 20)
        assert record.value == b"an agenda"
        await reader.commit()
    with pytest.raises(KafkaError):
        async with streams.consumer(told, "compact.registry") as reader:
            await reader.getone()
    with pytest.raises(KafkaError):
        async with streams.consumer(told, "compact.review", group="compact.review") as reader:
            await reader.getone()
    security = streams.broker.as_user(told["principal"], told["password"]).for_aiokafka()
    async with AIOKafkaProducer(bootstrap_servers=told["bootstrap"], **security) as producer:
        with pytest.raises(KafkaError):
            await producer.send_and_wait("compact.review", b"forged")


async def test_the_consumer_on_the_page_for_bodies_reads_with_the_grant_on_the_page(streams: Streams) -> None:
    page = PAGE.read_text(encoding="utf-8")
    grant = next(line for line in page.splitlines() if line.startswith("    ./compact streams grant"))
    code, lines = await streams.run(*shlex.split(grant)[2:], "--json")
    assert code == 0, lines
    told = json.loads(lines[0])
    source = page.partition("```python\n")[2].partition("```")[0]
    for shown, here in (
        ("kafka.compact.example:9095", told["bootstrap"]),
        ("authority.pem", str(streams.broker.ca_file)),
    ):
        assert shown in source
        source = source.replace(shown, here)
    names = {"password": told["password"]}
    exec(source, names)  # noqa: S102 # it is the page's, which is ours
    reader: Any = names["consumer"]
    wanted = {"compact.review", "compact.heartbeat"}
    for topic in wanted:
        await streams.publish(topic, b"an event")
    try:
        await reader.start()
        async with asyncio.timeout(20):
            while wanted:
                wanted -= {(await reader.getone()).topic}
        await reader.commit()
    finally:
        await reader.stop()
    for line in (
        line for line in page.splitlines() if re.match(r"    \./compact streams (list|pass|revo)", line)
    ):
        code, lines = await streams.run(*shlex.split(line, comments=True)[2:])
        assert code == 0, (line, lines)


async def test_revoking_cuts_off_who_is_connected_and_lets_nobody_in_again(streams: Streams) -> None:
    told = await streams.grant()
    async with streams.consumer(told, "compact.review") as reader:
        code, lines = await streams.run("revoke", told["principal"])
        assert (code, lines) == (0, [f"{told['principal']} can read nothing any more."])
        await eventually(lambda: is_cut_off(reader))
    with pytest.raises(KafkaError):
        async with streams.consumer(told, "compact.review"):
            pass
    assert (await streams.listed(told["principal"]))["state"] == "revoked"
    again = await streams.run("revoke", told["principal"])
    assert again == (0, [f"{told['principal']} can read nothing any more."])


async def test_a_grant_whose_time_is_over_is_withdrawn_by_the_worker(streams: Streams) -> None:
    told = await streams.grant()
    async with streams.consumer(told, "compact.review") as reader:
        await streams.fire_all()
        assert not await is_cut_off(reader)
        async with streams.database.transaction() as tx:
            await tx.execute(text("UPDATE gateway.stream_grant SET created_at = now() - interval '2 d'"))
            await tx.execute(text("UPDATE gateway.stream_grant SET expires_at = now() - interval '1 d'"))
            over = text("UPDATE chassis.timer SET due_at = now() WHERE kind = :kind AND fired_at IS NULL")
            await tx.execute(over, {"kind": grants.EXPIRY})
        assert (await streams.listed(told["principal"]))["differences"] != []
        await streams.fire_all()
        await eventually(lambda: is_cut_off(reader))
    listed = await streams.listed(told["principal"])
    assert (listed["state"], listed["differences"]) == ("expired", [])


async def test_what_the_database_granted_before_a_crash_is_applied_by_the_worker(streams: Streams) -> None:
    async with streams.database.transaction() as tx:
        made = await grants.grant(tx, "African Union", rules.TOPICS, "au.", tomorrow())
    assert await streams.access.grants_of(made.principal) == frozenset()
    await streams.fire_all()
    assert (await streams.listed(made.principal))["differences"] == ["has no password"]

    code, lines = await streams.run("password", made.principal, "--json")
    assert code == 0
    async with streams.consumer(json.loads(lines[0]), "compact.review"):
        pass
    assert (await streams.listed(made.principal))["differences"] == []


async def test_what_the_database_revoked_before_a_crash_is_withdrawn_by_the_worker(streams: Streams) -> None:
    told = await streams.grant()
    async with streams.database.transaction() as tx:
        await grants.revoke(tx, told["principal"])
    assert (await streams.listed(told["principal"]))["differences"] != []
    await streams.fire_all()
    assert (await streams.listed(told["principal"]))["differences"] == []


async def test_whom_only_kafka_knows_is_listed_and_can_be_revoked(streams: Streams) -> None:
    await streams.access.ensure_user("subscriber-forgotten", "a password")
    _, lines = await streams.run("list")
    remedy = "streams revoke subscriber-forgotten"
    assert lines == [f"subscriber-forgotten is known to Kafka but has no grant here: {remedy}"]
    code, lines = await streams.run("revoke", "subscriber-forgotten")
    assert (code, lines) == (0, ["subscriber-forgotten can read nothing any more."])
    assert (await streams.run("list"))[1] == []
    code, lines = await streams.run("revoke", "subscriber-forgotten")
    assert (code, lines) == (1, ["There is no subscriber-forgotten: streams list shows who there is."])
    code, lines = await streams.run("revoke", "registry")
    assert (code, lines) == (2, ["registry is no subscriber: their names begin with subscriber-"])


async def test_groups_of_one_body_are_not_those_of_another_or_of_the_system(streams: Streams) -> None:
    await streams.grant("--group-prefix", "au.")
    for prefix, reason in [
        ("au.ecowas.", "has the groups that begin with `au.`"),
        ("compact.x.", "the system's own"),
        ("c", "no prefix of groups"),
    ]:
        code, lines = await streams.run("grant", "--name", "Another", "--group-prefix", prefix)
        assert code == 2
        assert len(lines) == 1
        assert reason in lines[0]


async def test_when_kafka_is_away_a_grant_stands_and_waits_for_it(streams: Streams) -> None:
    away = {"GATEWAY_STREAMS_BOOTSTRAP": "127.0.0.1:9"}
    code, lines = await streams.run("grant", "--name", "ECOWAS", **away)
    assert code == 1
    assert lines[0].startswith("subscriber-ecowas has a grant, but no password: no Kafka broker answers")
    assert lines[1] == "When Kafka is back: streams password subscriber-ecowas"
    code, lines = await streams.run("list", **away)
    assert code == 1
    assert "subscriber-ecowas  in force" in lines[0]
    assert lines[1].startswith("What Kafka has is not known: no Kafka broker answers")


async def test_a_system_without_kafka_says_so_in_one_line(streams: Streams) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "gateway", "streams", "list"),
        stdout=asyncio.subprocess.PIPE,
        env={
            "GATEWAY_DATABASE_URL": streams.settings.database_url.get_secret_value(),
            "GATEWAY_BUS_URL": streams.settings.bus_url.get_secret_value(),
        },
    )
    out, _ = await process.communicate()
    wanted = "This system has no Kafka for subscribers: GATEWAY_STREAMS_BOOTSTRAP is not set.\n"
    assert (process.returncode, out.decode()) == (2, wanted)


async def test_each_change_is_a_fact_in_the_ledger_that_is_not_public(streams: Streams) -> None:
    told = await streams.grant()
    await streams.run("revoke", told["principal"])
    async with streams.database.reading() as session:
        rows = (
            await session.execute(text("SELECT type, sequence FROM chassis.ledger ORDER BY position"))
        ).all()
    assert [row.type for row in rows] == [
        "compact.stream.granted.v1",
        "compact.stream-password.set.v1",
        "compact.stream.ended.v1",
    ]
    assert {row.sequence for row in rows} == {None}


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)
