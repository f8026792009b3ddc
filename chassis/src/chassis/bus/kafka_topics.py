"""Making Kafka's topics."""

from collections.abc import Collection

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)

from chassis.bus.kafka_client import REQUEST_MS, outages
from chassis.bus.kafka_topic_ids import topic_ids
from chassis.bus.protocol import BusError
from chassis.bus.topics import HEARTBEAT, PARTITIONS

_HOUR_MS = 3600 * 1000
_BROKER_DEFAULT = -1
_REFUSALS = (TopicAuthorizationFailedError, ClusterAuthorizationFailedError)


async def create_missing(admin: AIOKafkaAdminClient, topics: Collection[str]) -> None:
    """Make those of `topics` that are not there. Raises `BusError` when the cluster does not allow it.

    Nothing is asked of the cluster when all are there: in production only operators may make topics.
    """
    with outages():
        missing = sorted(set(topics) - (await topic_ids(admin._client, topics)).keys())
        if not missing:
            return
        answer = await admin.create_topics([_new_topic(topic) for topic in missing], REQUEST_MS)
    for topic, code, *reason in answer.topic_errors:
        error = for_code(code)
        if error in _REFUSALS:
            raise BusError(
                f"topic {topic} is not there and this client may not make it: kafka-setup makes it"
            )
        if code and error is not TopicAlreadyExistsError:
            raise BusError(f"topic {topic} cannot be made: {error.__name__} {reason}")


def _new_topic(topic: str) -> NewTopic:
    # Appended, not sent: a replay of old events must not be deleted by retention.
    settings = {"message.timestamp.type": "LogAppendTime"}
    if topic == HEARTBEAT:
        settings["retention.ms"] = str(_HOUR_MS)
    partitions = 1 if topic == HEARTBEAT else PARTITIONS
    # Without the empty assignment aiokafka takes -1 to mean that there is one.
    return NewTopic(topic, partitions, _BROKER_DEFAULT, replica_assignments={}, topic_configs=settings)
