"""Kafka: whether it answers to operators, with topics, users and access lists as `kafka-setup` makes them."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from confluent_kafka import KafkaError, TopicCollection

from chassis.bus import BusError, Security
from chassis.bus.kafka_access import KafkaAccess
from chassis.bus.kafka_grants import Grant
from chassis.bus.kafka_operator import KafkaOperator, RefusedError, client
from chassis.ledger.events import topic_of
from operations.doctor import things
from operations.doctor.findings import Examined, Finding
from operations.kafka import principals
from operations.kafka.principals import SERVICES
from operations.kafka.topics import Topic
from operations.settings import DoctorSettings

PATIENCE = 4.0
"""Seconds for each answer."""
_SET_UP = "docker compose run --rm --no-deps kafka-setup"


@dataclass(frozen=True, slots=True)
class Partition:
    """How one partition is kept."""

    has_leader: bool
    replicas: int
    in_sync: int


@dataclass(frozen=True, slots=True)
class SeenTopic:
    """A topic as it is."""

    partitions: Sequence[Partition]
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """Kafka, as far as it could be seen."""

    unreachable: str | None = None
    topics: Mapping[str, SeenTopic] = field(default_factory=dict)
    users: frozenset[str] = frozenset()
    grants: Mapping[str, frozenset[Grant]] = field(default_factory=dict)
    kept_out: Mapping[str, str] = field(default_factory=dict)
    """Why a service cannot come in with its password, by the service's name."""


async def look(settings: DoctorSettings, names: Sequence[str]) -> Seen:
    """See Kafka, as an operator, and its topics of these `names`."""
    place = (settings.kafka_bootstrap, settings.security)
    try:
        async with (
            KafkaOperator(*place, patience=PATIENCE) as operator,
            KafkaAccess(*place, patience=PATIENCE) as access,
        ):
            users, grants, topics, kept_out = await asyncio.gather(
                access.users(),
                access.grants(),
                asyncio.gather(*(_topic(operator, name) for name in names)),
                asyncio.gather(*(_kept_out(settings, service.name) for service in SERVICES)),
            )
    except BusError as error:
        return Seen(unreachable=str(error))
    there = {name: topic for name, topic in zip(names, topics, strict=True) if topic is not None}
    outside = {service.name: why for service, why in zip(SERVICES, kept_out, strict=True) if why}
    return Seen(None, there, users, grants, outside)


async def _kept_out(settings: DoctorSettings, service: str) -> str | None:
    """Why a service cannot come in with its password; what it may do then is another matter."""
    if settings.kafka_services_bootstrap is None:
        return None
    password = settings.password(f"{service}_bus_password")
    security = Security(ca_file=settings.kafka_ca_file, user=service, password=password)
    try:
        async with KafkaOperator(settings.kafka_services_bootstrap, security, patience=PATIENCE) as visitor:
            await visitor.ask(client.AdminClient.describe_topics, TopicCollection([topic_of(service)]))
    except RefusedError:
        return None
    except BusError as error:
        return str(error)
    return None


async def _topic(operator: KafkaOperator, name: str) -> SeenTopic | None:
    described = TopicCollection([name])
    here = client.ConfigResource(client.ResourceType.TOPIC, name)
    try:
        topic = (await operator.ask(client.AdminClient.describe_topics, described))[name]
        settings = (await operator.ask(client.AdminClient.describe_configs, [here]))[here]
    except RefusedError as error:
        if error.code == KafkaError.UNKNOWN_TOPIC_OR_PART:
            return None
        raise
    return SeenTopic(
        [_partition(partition) for partition in topic.partitions],
        {setting: entry.value for setting, entry in settings.items()},
    )


def _partition(described: Any) -> Partition:
    return Partition(described.leader is not None, len(described.replicas), len(described.isr))


def judge(seen: Seen, wanted: Sequence[Topic], address: str) -> Examined:
    """What is wrong with Kafka at `address` (`host:port,...`), where topics are to be as `wanted`."""
    if seen.unreachable:
        to_do = "docker compose logs --tail 20 kafka shows why; docker compose up --detach --no-deps kafka"
        if address.partition(":")[0] != "kafka":
            to_do = "see to those brokers, and to the way there"
        return Examined(
            "kafka", (Finding(seen.unreachable, to_do, things.KAFKA, frozenset({things.SECRETS})),)
        )
    findings = [finding for topic in wanted for finding in _of_topic(topic, seen.topics.get(topic.name))]
    findings += _principals(seen)
    partitions = sum(len(topic.partitions) for topic in seen.topics.values())
    fine = f"{len(seen.topics)} topics with {partitions} partitions, {len(seen.users)} users"
    return Examined("kafka", tuple(findings), fine)


def _of_topic(topic: Topic, seen: SeenTopic | None) -> Iterator[Finding]:
    if seen is None:
        yield Finding(
            f"topic {topic.name} is not there", f"{_SET_UP}; its events come from the ledger", things.TOPICS
        )
        return
    leaderless = sum(not partition.has_leader for partition in seen.partitions)
    behind = sum(partition.in_sync < partition.replicas for partition in seen.partitions)
    brokers = "bring back the brokers that are away: docker compose ps --all, and their logs"
    if leaderless:
        yield Finding(f"{leaderless} partitions of topic {topic.name} have no leader", brokers, things.TOPICS)
    elif behind:
        what = f"{behind} partitions of topic {topic.name} have fewer copies in step than they should"
        yield Finding(what, brokers, f"copies of {topic.name}")
    yield from _shape(topic, seen)


def _shape(topic: Topic, seen: SeenTopic) -> Iterator[Finding]:
    """What is not as the settings want it, and does no harm at once."""
    about = f"settings of {topic.name}"
    number = len(seen.partitions)
    if number != topic.partitions:
        what = f"topic {topic.name} has {number} partitions, and KAFKA_PARTITIONS says {topic.partitions}"
        to_do = _SET_UP if number < topic.partitions else f"set KAFKA_PARTITIONS={number} in .env"
        yield Finding(what, to_do, about)
    if any(partition.replicas != topic.replicas for partition in seen.partitions):
        what = f"topic {topic.name} is not kept by {topic.replicas} brokers, as KAFKA_REPLICATION_FACTOR says"
        yield Finding(what, "docs/sizing.md shows how to change it", about)
    for name, value in topic.settings.items():
        if seen.settings.get(name) != value:
            yield Finding(f"topic {topic.name} has not {name}={value}", _SET_UP, about)


def _principals(seen: Seen) -> Iterator[Finding]:
    for service in SERVICES:
        name = service.name
        if name not in seen.users:
            yield Finding(f"Kafka knows no user {name}", _SET_UP, things.access(name))
        elif why := seen.kept_out.get(name):
            what = f"{name} cannot come in with the password of the secret {name}_bus_password: {why}"
            yield Finding(what, f"{_SET_UP} lets Kafka know it", things.access(name))
        elif seen.grants.get(name) != principals.grants_of(service):
            missing = principals.grants_of(service) - seen.grants.get(name, frozenset())
            what = "lacks what it needs" if missing else "has more rights than it needs"
            about = things.access(name) if missing else f"rights of {name}"
            yield Finding(f"{name} {what} on Kafka", _SET_UP, about)
