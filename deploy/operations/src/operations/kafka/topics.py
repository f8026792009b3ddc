"""Topics: made as they are wanted, adjusted later, and given more partitions, never fewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from confluent_kafka import KafkaError, TopicCollection

from chassis.bus.kafka_operator import KafkaOperator, RefusedError, client
from chassis.bus.topics import HEARTBEAT
from operations.kafka.settings import KafkaSettings

_HOUR_MS = 3600 * 1000
_DAY_MS = 24 * _HOUR_MS


class FewerPartitionsError(Exception):
    """A topic has more partitions than are wanted, and cannot lose any."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it is wanted."""

    name: str
    partitions: int
    replicas: int
    settings: Mapping[str, str]


def wanted(name: str, settings: KafkaSettings) -> Topic:
    """The topic of this name as `settings` want it; heartbeats are soon worthless, and have one reader.

    Time stamps are those of the broker, so that retention spares old events that are published again.
    """
    is_heartbeat = name == HEARTBEAT
    retention = _HOUR_MS if is_heartbeat else settings.kafka_retention_days * _DAY_MS
    return Topic(
        name,
        1 if is_heartbeat else settings.kafka_partitions,
        settings.kafka_replication_factor,
        {
            "message.timestamp.type": "LogAppendTime",
            "min.insync.replicas": str(settings.kafka_min_insync_replicas),
            "retention.ms": str(retention),
        },
    )


async def ensure(operator: KafkaOperator, topic: Topic) -> list[str]:
    """Let the topic be as it is wanted; returns what was changed, a sentence each.

    Raises `FewerPartitionsError`, before anything is changed, and `BusError`.
    """
    partitions = await _partitions(operator, topic.name)
    if partitions is None:
        await _create(operator, topic)
        return [f"topic {topic.name} was made with {topic.partitions} partitions"]
    if partitions > topic.partitions:
        raise FewerPartitionsError(
            f"topic {topic.name} has {partitions} partitions and cannot be cut down to {topic.partitions}"
        )
    changed = await _adjust(operator, topic)
    if partitions < topic.partitions:
        more = client.NewPartitions(topic.name, topic.partitions)
        await operator.ask(client.AdminClient.create_partitions, [more])
        changed.append(f"topic {topic.name} has {topic.partitions} partitions now, {partitions} before")
    return changed


async def _partitions(operator: KafkaOperator, topic: str) -> int | None:
    try:
        answer = await operator.ask(client.AdminClient.describe_topics, TopicCollection([topic]))
    except RefusedError as error:
        if error.code == KafkaError.UNKNOWN_TOPIC_OR_PART:
            return None
        raise
    return len(answer[topic].partitions)


async def _create(operator: KafkaOperator, topic: Topic) -> None:
    new = client.NewTopic(topic.name, topic.partitions, topic.replicas, config=dict(topic.settings))
    await operator.ask(client.AdminClient.create_topics, [new])


async def _adjust(operator: KafkaOperator, topic: Topic) -> list[str]:
    here = client.ConfigResource(client.ResourceType.TOPIC, topic.name)
    answer: dict[Any, Any] = await operator.ask(client.AdminClient.describe_configs, [here])
    present = {name: entry.value for name, entry in answer[here].items()}
    changes = {name: value for name, value in topic.settings.items() if present.get(name) != value}
    if not changes:
        return []
    entries = [_setting(name, value) for name, value in changes.items()]
    there = client.ConfigResource(client.ResourceType.TOPIC, topic.name, incremental_configs=entries)
    await operator.ask(client.AdminClient.incremental_alter_configs, [there])
    return [f"topic {topic.name}: {name} is {value} now" for name, value in changes.items()]


def _setting(name: str, value: str) -> Any:
    return client.ConfigEntry(name, value, incremental_operation=client.AlterConfigOpType.SET)
