"""What the doctor says of one system, healthy and differently broken; most repairs are those it advises."""

import json
import re
import shlex
import time
from dataclasses import dataclass

import pytest

from tests.support.compose.engine import CommandFailed
from tests.support.compose.stack import Stack

WITHIN = 90.0
_ONCE = ("run", "--rm", "--no-deps", "--no-TTY")
_AS_OPERATOR = """
import asyncio, sys
from confluent_kafka import Producer
from chassis.bus.kafka_access import KafkaAccess
from chassis.bus.kafka_operator import KafkaOperator, client
from operations.kafka.settings import KafkaSettings

async def main(action, name):
    settings = KafkaSettings()
    place = settings.kafka_bootstrap, settings.security
    if action == "delete":
        async with KafkaOperator(*place) as operator:
            await operator.ask(client.AdminClient.delete_topics, [name])
    elif action in {"forbid", "change password"}:
        async with KafkaAccess(*place) as access:
            if action == "forbid":
                await access.forbid(name)
            else:
                await access.ensure_user(name, "something else entirely")
    else:
        producer = Producer({"bootstrap.servers": place[0], **place[1].for_librdkafka()})
        producer.produce(name, b"garbage")
        assert producer.flush(10) == 0

asyncio.run(main(*sys.argv[1:]))
"""


@dataclass
class Diagnosis:
    code: int
    said: str

    @property
    def causes(self) -> list[str]:
        return [line for line in self.said.splitlines() if line.startswith("WRONG")]

    @property
    def consequences(self) -> list[str]:
        return [line for line in self.said.splitlines() if line.startswith("  then")]


def diagnosis(stack: Stack, *options: str) -> Diagnosis:
    command = shlex.join(["python", "-m", "operations", "doctor", *options])
    shell = ("--entrypoint", "sh", "operations", "-c", f"{command}; echo $?")
    said, _, code = stack.compose(*_ONCE, *shell).rstrip().rpartition("\n")
    for secret in stack.secrets.iterdir():
        assert secret.read_text().strip() not in said
    return Diagnosis(int(code), said)


def wait_for(stack: Stack, first_line: str) -> Diagnosis:
    """What is said as soon as its first line has these words."""
    deadline = time.monotonic() + WITHIN
    while True:
        found = diagnosis(stack)
        if first_line in found.said.partition("\n")[0]:
            return found
        assert time.monotonic() < deadline, found.said


def the_one_cause(stack: Stack, what: str) -> Diagnosis:
    """What is said when the first line tells what is wrong. Nothing else is told as a cause."""
    found = wait_for(stack, what)
    assert found.code == 1
    assert len(found.causes) == 1, found.said
    return found


def follow_advice(stack: Stack, found: Diagnosis) -> None:
    """Do what the first line says last."""
    _, _, advice = found.causes[0].partition(" -> ")
    command = re.findall(r"docker compose ((?:up|run) [^;]+?)(?:;| lets|$)", advice)[-1]
    stack.compose(*shlex.split(command.replace("run ", "run --no-TTY ")))


def assert_healthy(stack: Stack) -> None:
    found = wait_for(stack, "fine")
    assert (found.code, found.causes, found.consequences) == (0, [], [])


def as_operator(stack: Stack, action: str, name: str) -> None:
    stack.compose(*_ONCE, "--entrypoint", "python", "operations", "-c", _AS_OPERATOR, action, name)


def change(stack: Stack, database: str, statement: str) -> None:
    stack.exec("postgres", "psql", "--quiet", "--no-psqlrc", f"--dbname={database}", f"--command={statement}")


def test_a_healthy_system_is_called_healthy(stack: Stack) -> None:
    assert_healthy(stack)
    found = diagnosis(stack, "--json", "--ledgers")
    told = json.loads(found.said)
    assert (found.code, told["healthy"], told["findings"]) == (0, True, [])
    parts = ("volumes", "secrets", "databases", "kafka", "processes", "events", "streams", "ledgers")
    assert tuple(told["fine"]) == parts


def test_a_worker_that_was_stopped_is_missed(stack: Stack) -> None:
    stack.stop("review-worker")
    follow_advice(stack, the_one_cause(stack, "no review-worker runs"))
    assert_healthy(stack)


def test_a_password_that_was_changed_in_postgresql_is_set_back_to_the_secret(stack: Stack) -> None:
    change(stack, "review", "ALTER ROLE review PASSWORD 'something else entirely'")
    follow_advice(stack, the_one_cause(stack, "the password of the secret review_database_password"))
    assert_healthy(stack)


def test_a_schema_of_a_later_release_is_not_touched(stack: Stack) -> None:
    change(stack, "review", "UPDATE review.alembic_version SET version_num = 'later' || version_num")
    found = the_one_cause(stack, "the database of review has the schema of a later release")
    assert "migrate" not in found.causes[0]
    change(stack, "review", "UPDATE review.alembic_version SET version_num = substr(version_num, 6)")
    assert_healthy(stack)


def test_an_access_list_that_was_taken_away_is_given_back(stack: Stack) -> None:
    as_operator(stack, "forbid", "review")
    follow_advice(stack, the_one_cause(stack, "review lacks what it needs on Kafka"))
    assert_healthy(stack)


def test_a_password_that_was_changed_in_kafka_is_set_back_to_the_secret(stack: Stack) -> None:
    as_operator(stack, "change password", "review")
    follow_advice(stack, the_one_cause(stack, "the password of the secret review_bus_password"))
    assert_healthy(stack)


def test_a_topic_that_was_deleted_is_made_again(stack: Stack) -> None:
    as_operator(stack, "delete", "compact.commitments")
    follow_advice(stack, the_one_cause(stack, "topic compact.commitments is not there"))
    assert_healthy(stack)


def test_while_kafka_is_away_what_workers_lack_are_consequences(stack: Stack) -> None:
    stack.stop("kafka")
    follow_advice(stack, the_one_cause(stack, "no Kafka broker answers at kafka:9093"))
    assert_healthy(stack)


def test_while_postgresql_is_away_everything_else_is_a_consequence(stack: Stack) -> None:
    stack.stop("postgres")
    found = the_one_cause(stack, "PostgreSQL does not answer at postgres:5432")
    follow_advice(stack, found)
    assert len(found.consequences) >= 8
    assert_healthy(stack)


def test_a_record_that_no_reader_understands_is_told_with_the_commands(stack: Stack) -> None:
    as_operator(stack, "publish", "compact.registry")
    found = wait_for(stack, "1 event could not be applied by")
    assert found.code == 1
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
    assert_healthy(stack)


def test_where_nothing_runs_there_is_nothing_to_judge(stack: Stack) -> None:
    stack.compose("kill")
    found = diagnosis(stack)
    assert found.code == 2
    assert found.said == ""  # the reason is for people, on the error output
