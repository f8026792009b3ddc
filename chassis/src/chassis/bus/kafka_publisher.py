"""Sending to Kafka."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from aiokafka import AIOKafkaProducer

from chassis.bus.kafka_client import Farewells, outages
from chassis.bus.kafka_topic_ids import topic_ids
from chassis.bus.protocol import BusError, Message


class KafkaPublisher:
    """Sends with an idempotent producer: no duplicates and no reordering while it works.

    After an error nobody knows what became of the batches in flight, so it is not used again.
    """

    def __init__(self, producer: AIOKafkaProducer, send_timeout: float, farewells: Farewells) -> None:
        self._producer = producer
        self._send_timeout = send_timeout
        self._farewells = farewells
        self._broken = False

    async def start(self) -> None:
        """Connect. Raises `BusError`."""
        with outages():
            async with asyncio.timeout(self._send_timeout):
                await self._producer.start()

    @property
    def producer_id(self) -> int:
        """By which the brokers know the producer, once it is connected."""
        return int(self._producer._txn_manager.producer_id)

    async def incarnation(self, topic: str) -> UUID:
        """The id that Kafka gave `topic` when it was made."""
        with outages():
            async with asyncio.timeout(self._send_timeout):
                found = await topic_ids(self._producer.client, [topic])
        if topic not in found:
            raise BusError(f"there is no topic {topic}, or this client may not see it")
        return found[topic]

    async def publish(self, messages: Sequence[Message]) -> None:
        """Hand all `messages` to the producer in their order, then wait for all acknowledgements."""
        if self._broken:
            raise BusError("this publisher failed before and must be replaced")
        try:
            with outages():
                async with asyncio.timeout(self._send_timeout):
                    send = self._producer.send
                    await asyncio.gather(
                        *[
                            await send(one.topic, one.value, key=one.key.encode(), headers=list(one.headers))
                            for one in messages
                        ]
                    )
        except BaseException:
            self._broken = True
            raise

    async def close(self) -> None:
        """Drop what is not acknowledged, and disconnect."""
        await self._farewells.bid(self._abandon())

    async def _abandon(self) -> None:
        """Do what the producer's `stop` does, but without its wait for the last batch.

        That of an idempotent producer would last for as long as the broker is away.
        """
        self._producer._closed = True
        await self._producer._sender.close()
        await self._producer.client.close()
