"""What the doctor says of one system, healthy and differently broken; the repairs are those it advises."""

import json
import re
import shlex

import pytest

from tests.end_to_end.compose.diagnosis import ONCE, assert_healthy, diagnosis, follow_advice, of_causes
from tests.support.compose.engine import CommandFailed
from tests.support.compose.stack import Stack

_FORBID = """
import asyncio
from chassis.bus.kafka_access import KafkaAccess
from chassis.bus.kafka_operator import KafkaOperator, client
from operations.kafka.settings import KafkaSettings

settings = KafkaSettings()
place = settings.kafka_bootstrap, settings.security

async def main():
    async with KafkaAccess(*place) as access:
        await access.forbid("review")
        await access.ensure_user("registry", "something else entirely")
    async with KafkaOperator(*place) as operator:
        await operator.ask(client.AdminClient.delete_topics, ["compact.commitments"])

asyncio.run(main())
"""
_PUBLISH_GARBAGE = """
from confluent_kafka import Producer
from operations.kafka.settings import KafkaSettings

settings = KafkaSettings()
producer = Producer({"bootstrap.servers": settings.kafka_bootstrap, **settings.security.for_librdkafka()})
producer.produce("compact.registry", b"garbage")
assert producer.flush(10) == 0
"""


def as_operator(stack: Stack, program: str) -> None:
    stack.compose(*ONCE, "--entrypoint", "python", "operations", "-c", program)


def change(stack: Stack, database: str, statement: str) -> None:
    stack.exec("postgres", "psql", "--quiet", "--no-psqlrc", f"--dbname={database}", f"--command={statement}")


def test_a_healthy_system_is_called_healthy(stack: Stack) -> None:
    assert_healthy(stack)
    found = diagnosis(stack, "--json", "--ledgers")
    told = json.loads(found.said)
    assert (found.code, told["healthy"], told["findings"]) == (0, True, [])
    processes = ("volumes", "secrets", "databases", "kafka", "processes")
    assert tuple(told["fine"]) == (*processes, "edge", "events", "streams", "signing keys", "ledgers")


def test_a_stopped_worker_a_changed_password_and_a_later_schema_are_told_apart(stack: Stack) -> None:
    later, as_before = "'later' || version_num", "substr(version_num, 6)"
    stack.stop("registry-worker")
    change(stack, "review", "ALTER ROLE review PASSWORD 'something else entirely'")
    change(stack, "commitments", f"UPDATE commitments.alembic_version SET version_num = {later}")
    too_late = "the database of commitments has the schema of a later release"
    changed = "the password of the secret review_database_password"
    found = of_causes(stack, "no registry-worker runs", changed, too_late)
    [advice] = [cause for cause in found.causes if too_late in cause]
    assert "migrate" not in advice, "a later schema is not touched"
    change(stack, "commitments", f"UPDATE commitments.alembic_version SET version_num = {as_before}")
    follow_advice(stack, of_causes(stack, "no registry-worker runs", changed))
    assert_healthy(stack)


def test_lost_access_a_changed_password_and_a_deleted_topic_in_kafka_are_told_apart(stack: Stack) -> None:
    as_operator(stack, _FORBID)
    lost = "review lacks what it needs on Kafka"
    changed = "the password of the secret registry_bus_password"
    follow_advice(stack, of_causes(stack, lost, changed, "topic compact.commitments is not there"))
    assert_healthy(stack)


def test_a_record_that_no_reader_understands_is_told_with_the_commands(stack: Stack) -> None:
    as_operator(stack, _PUBLISH_GARBAGE)
    unread = "1 event could not be applied by"
    found = of_causes(stack, f"{unread} review", f"{unread} commitments")
    [line] = [line for line in found.causes if "by review" in line]
    listing = re.findall(r"docker compose exec ([^;]+ list)", line)[0]
    with pytest.raises(
        CommandFailed, match=r"compact\.registry\[\d+\]@\d+"
    ):  # it ends with 1 while there are any
        stack.exec(*shlex.split(listing))
    for database in ("review", "commitments"):  # no replay can ever apply it
        change(stack, database, "UPDATE chassis.dead_letter SET replayed_at = now()")
    assert_healthy(stack)


def test_a_system_that_hangs_is_not_waited_for(stack: Stack) -> None:
    stack.compose("pause")
    try:
        found = diagnosis(stack)
    finally:
        stack.compose("unpause")
    assert [re.search("PostgreSQL|Kafka", line) is not None for line in found.causes] == [True, True]
    assert len(found.consequences) >= 8


def test_while_kafka_is_away_what_workers_lack_are_consequences(stack: Stack) -> None:
    stack.wait_until_healthy()
    stack.stop("kafka")
    follow_advice(stack, of_causes(stack, "no Kafka broker answers at kafka:9093"))
    stack.wait_until_healthy()


def test_while_postgresql_is_away_everything_else_is_a_consequence(stack: Stack) -> None:
    stack.stop("postgres")
    found = of_causes(stack, "PostgreSQL does not answer at postgres:5432")
    follow_advice(stack, found)
    assert len(found.consequences) >= 8
    assert_healthy(stack)
