"""Deleting topics of Kafka, as an operator might."""

from collections.abc import Collection

from aiokafka.admin import AIOKafkaAdminClient

from chassis.bus.kafka_topic_ids import topic_ids
from chassis.testing import eventually


async def delete_topics(bootstrap: str, topics: Collection[str]) -> None:
    """Delete `topics` and wait until they are gone."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)

    async def are_gone() -> bool:
        return not await topic_ids(admin._client, topics)

    await admin.start()
    try:
        await admin.delete_topics(list(topics))
        await eventually(are_gone)
    finally:
        await admin.close()
