from dataclasses import replace

import pytest

from chassis.bus.kafka_grants import Grant
from operations.doctor import things
from operations.doctor.findings import Finding
from operations.doctor.kafka import Partition, Seen, SeenTopic, judge
from operations.kafka.principals import SERVICES, grants_of
from operations.kafka.topics import Topic

TOPIC = Topic("compact.review", 2, 3, {"message.timestamp.type": "LogAppendTime"})
WHOLE = Partition(has_leader=True, replicas=3, in_sync=3)
HEALTHY = Seen(
    topics={TOPIC.name: SeenTopic([WHOLE, WHOLE], TOPIC.settings)},
    users=frozenset(service.name for service in SERVICES),
    grants={service.name: grants_of(service) for service in SERVICES},
)


def findings(seen: Seen) -> tuple[Finding, ...]:
    return judge(seen, [TOPIC], "kafka:9093").findings


def with_topic(*partitions: Partition, **settings: str) -> Seen:
    return replace(HEALTHY, topics={TOPIC.name: SeenTopic(partitions, {**TOPIC.settings, **settings})})


def test_what_is_as_the_set_up_makes_it_is_fine() -> None:
    assert findings(HEALTHY) == ()


def test_a_broker_that_does_not_answer_is_the_one_finding() -> None:
    [found] = findings(Seen("no Kafka broker answers at kafka:9093"))
    assert found.about == things.KAFKA


def test_a_topic_that_is_not_there_is_made_by_the_set_up() -> None:
    [found] = findings(replace(HEALTHY, topics={}))
    assert found.what == "topic compact.review is not there"
    assert "kafka-setup" in found.to_do


def test_a_partition_without_a_leader_keeps_events_from_moving() -> None:
    [found] = findings(with_topic(WHOLE, Partition(has_leader=False, replicas=3, in_sync=0)))
    assert found.about == things.TOPICS
    assert "1 partitions of topic compact.review have no leader" in found.what


def test_copies_that_are_behind_are_told_and_explain_nothing() -> None:
    [found] = findings(with_topic(WHOLE, Partition(has_leader=True, replicas=3, in_sync=2)))
    assert found.about != things.TOPICS


def test_times_that_are_not_the_brokers_are_told() -> None:
    [found] = findings(with_topic(WHOLE, WHOLE, **{"message.timestamp.type": "CreateTime"}))
    assert "message.timestamp.type=LogAppendTime" in found.what


@pytest.mark.parametrize(("number", "remedy"), [(1, "kafka-setup"), (3, "KAFKA_PARTITIONS=3")])
def test_partitions_can_be_added_and_never_taken_away(number: int, remedy: str) -> None:
    [found] = findings(with_topic(*[WHOLE] * number))
    assert remedy in found.to_do


def test_fewer_copies_than_wanted_are_told() -> None:
    [found] = findings(with_topic(WHOLE, Partition(has_leader=True, replicas=1, in_sync=1)))
    assert "KAFKA_REPLICATION_FACTOR" in found.what


def test_a_service_that_kafka_does_not_know_is_told() -> None:
    [found] = findings(replace(HEALTHY, users=HEALTHY.users - {"review"}))
    assert (found.what, found.about) == ("Kafka knows no user review", things.access("review"))


def test_a_service_whose_password_is_another_is_told_with_the_secret() -> None:
    [found] = findings(
        replace(HEALTHY, kept_out={"review": "no Kafka broker answers: authentication failed"})
    )
    assert "the password of the secret review_bus_password" in found.what
    assert found.about == things.access("review")


def test_brokers_of_an_operators_own_are_not_started_here() -> None:
    [found] = judge(Seen("no Kafka broker answers"), [TOPIC], "broker.example:9093").findings
    assert "docker compose" not in found.to_do


def test_a_service_without_its_rights_is_told() -> None:
    [found] = findings(replace(HEALTHY, grants={**HEALTHY.grants, "review": frozenset()}))
    assert found.what == "review lacks what it needs on Kafka"
    assert found.about == things.access("review")


def test_more_rights_than_needed_are_told_and_explain_nothing() -> None:
    more = HEALTHY.grants["review"] | {Grant("topic", "compact.registry", "write")}
    [found] = findings(replace(HEALTHY, grants={**HEALTHY.grants, "review": more}))
    assert found.about != things.access("review")
