"""The bus in production: Apache Kafka, through aiokafka.

Nothing is committed to Kafka: where a reader stands is its own knowledge. aiokafka retries almost everything,
silently and for ever, so each wait here has a bound of our own.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from chassis.bus.kafka_client import REQUEST_MS, Farewells, outages
from chassis.bus.kafka_consumer import KafkaConsumer
from chassis.bus.kafka_publisher import KafkaPublisher
from chassis.bus.kafka_security import PLAIN, Security
from chassis.bus.kafka_topics import create_missing
from chassis.bus.kafka_watchdog import Watchdog
from chassis.bus.protocol import Offsets

_BATCH_BYTES = 256 * 1024
_REQUEST_BYTES = 1024 * 1024
_LINGER_MS = 0  # a batch is handed over as a whole: to wait for more would only add to its way
_SESSION_MS = 10_000
_REBALANCE_MS = 10_000
_MEMBER_HEARTBEAT_MS = 1000  # how soon a member hears of a rebalance
_METADATA_AGE_MS = 30_000
PRODUCER: Mapping[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "linger_ms": _LINGER_MS,
    "max_batch_size": _BATCH_BYTES,
    "max_request_size": _REQUEST_BYTES,
    "request_timeout_ms": REQUEST_MS,
    "metadata_max_age_ms": _METADATA_AGE_MS,
}
"""The settings of every producer, by aiokafka's names."""


class KafkaBus:
    """A bus on the cluster that is found at `bootstrap` (`host:port[,host:port]`).

    In seconds: `send_timeout` bounds a publish, `open_timeout` the joining of a group; a reader gives up
    after `silence_limit` without any answer of the brokers, or when it has not moved for `stall_after`
    despite lag.
    """

    def __init__(
        self,
        bootstrap: str,
        *,
        security: Security = PLAIN,
        send_timeout: float = 30.0,
        open_timeout: float = 30.0,
        silence_limit: float = 15.0,
        stall_after: float = 30.0,
    ) -> None:
        self._address: dict[str, Any] = {"bootstrap_servers": bootstrap, **security.for_aiokafka()}
        self._send_timeout = send_timeout
        self._open_timeout = open_timeout
        self._silence_limit = silence_limit
        self._stall_after = stall_after
        self._farewells = Farewells()
        self._producer_ids: set[int] = set()

    async def create_topics(self, topics: Collection[str]) -> None:
        """Make the topics that do not exist yet; asks the cluster to make none when all are there."""
        admin = AIOKafkaAdminClient(**self._address, request_timeout_ms=REQUEST_MS)
        try:
            with outages():
                async with asyncio.timeout(self._send_timeout):
                    await admin.start()
                    await create_missing(admin, topics)
        finally:
            await self._farewells.bid(admin.close())

    async def open_publisher(self) -> KafkaPublisher:
        """A publisher with an idempotent producer of its own."""
        while True:
            publisher = await self._start_publisher()
            # A cluster that was made anew counts its producers from the start again. It could take what a new
            # one sends for what a former one, which outlived the change, had sent already.
            if publisher.producer_id not in self._producer_ids:
                self._producer_ids.add(publisher.producer_id)
                return publisher
            await publisher.close()

    async def _start_publisher(self) -> KafkaPublisher:
        producer = AIOKafkaProducer(**self._address, **PRODUCER)
        publisher = KafkaPublisher(producer, self._send_timeout, self._farewells)
        try:
            await publisher.start()
        except BaseException:
            await publisher.close()
            raise
        return publisher

    async def open_consumer(self, group: str, topics: Collection[str], resume_at: Offsets) -> KafkaConsumer:
        """A member of `group`, once it has its first partitions or knows that there is none for it."""
        client = AIOKafkaConsumer(
            **self._address,
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=_SESSION_MS,
            rebalance_timeout_ms=_REBALANCE_MS,
            heartbeat_interval_ms=_MEMBER_HEARTBEAT_MS,
            max_partition_fetch_bytes=_REQUEST_BYTES,
            request_timeout_ms=REQUEST_MS,
            metadata_max_age_ms=_METADATA_AGE_MS,
        )
        watchdog = Watchdog(client, topics, silence_limit=self._silence_limit, stall_after=self._stall_after)
        consumer = KafkaConsumer(client, watchdog, resume_at, self._farewells)
        try:
            await consumer.join(self._open_timeout)
        except BaseException:
            await consumer.close()
            raise
        return consumer

    async def close(self) -> None:
        """Wait for clients that took long to stop, and end them."""
        await self._farewells.finish()
