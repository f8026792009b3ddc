"""Reading from Kafka."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord
from aiokafka import TopicPartition as KafkaPartition

from chassis.bus.kafka_client import Farewells, outages
from chassis.bus.kafka_watchdog import Watchdog
from chassis.bus.protocol import BusError, Offsets, Record, TopicPartition

_RESUME_TIMEOUT = 5.0
"""Within the group's session: during `resume_at` the client sends no signs of life."""

_ANSWER_MS = 1000


class KafkaConsumer(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka publishes no types
    """One member of a consumer group.

    The client's own idea of where to start is never used: partitions stay paused from their assignment until
    `resume_at` has given their places.
    """

    def __init__(
        self, client: AIOKafkaConsumer, watchdog: Watchdog, resume_at: Offsets, farewells: Farewells
    ) -> None:
        self._client = client
        self._watchdog = watchdog
        self._resume_at = resume_at
        self._farewells = farewells
        self._placed = asyncio.Event()
        self._misplaced: Exception | None = None
        self._watch: asyncio.Task[None] | None = None

    async def join(self, timeout: float) -> None:
        """Join the group and wait for the first assignment. Raises `BusError`, or what `resume_at` raised."""
        self._client.subscribe(list(self._watchdog.topics), listener=self)
        with outages():
            async with asyncio.timeout(timeout):
                await self._client.start()
                await self._placed.wait()
        self._raise_faults()
        self._watch = asyncio.create_task(self._watchdog.run())

    async def on_partitions_revoked(self, revoked: Collection[KafkaPartition]) -> None:  # noqa: ARG002
        """Called by the client: the group is being rebalanced."""
        self._placed.clear()
        self._watchdog.placed(False)

    async def on_partitions_assigned(self, assigned: Collection[KafkaPartition]) -> None:
        """Called by the client: read these partitions now. What is raised here would only be logged."""
        self._client.pause(*assigned)
        try:
            async with asyncio.timeout(_RESUME_TIMEOUT):
                with outages():
                    incarnations = await self._watchdog.recognise()
                named = (TopicPartition(*partition) for partition in assigned)
                places = await self._resume_at({one: incarnations[one.topic] for one in named})
                await self._place(assigned, places)
        except Exception as error:  # noqa: BLE001  # it belongs to the reader: the next poll raises it
            self._misplaced = error
        else:
            self._client.resume(*assigned)
            self._watchdog.placed(True)
        self._placed.set()

    async def _place(
        self, assigned: Collection[KafkaPartition], places: Mapping[TopicPartition, int]
    ) -> None:
        for partition in assigned:
            if (offset := places.get(TopicPartition(*partition))) is not None:
                self._client.seek(partition, offset)
        if unknown := [partition for partition in assigned if TopicPartition(*partition) not in places]:
            await self._client.seek_to_beginning(*unknown)

    def _raise_faults(self) -> None:
        if isinstance(self._misplaced, TimeoutError):
            raise BusError("the places to resume at were not known in time") from self._misplaced
        for fault in (self._misplaced, self._watchdog.fault):
            if fault is not None:
                raise fault

    async def poll(self, *, timeout: float, limit: int) -> Mapping[TopicPartition, Sequence[Record]]:
        """The next records."""
        self._raise_faults()
        began = asyncio.get_running_loop().time()
        fetched = await self._fetch(timeout, limit)
        self._watchdog.poll_waited(asyncio.get_running_loop().time() - began)
        if not fetched:
            self._raise_faults()
        return fetched

    async def _fetch(self, timeout: float, limit: int) -> Mapping[TopicPartition, Sequence[Record]]:
        with outages():
            try:
                found = await self._fetch_many(timeout, limit)
            except UnicodeDecodeError:
                return await self._fetch_singly(limit)
        return {
            TopicPartition(*partition): [_record(record) for record in records]
            for partition, records in found.items()
        }

    async def _fetch_many(self, timeout: float, limit: int) -> Mapping[KafkaPartition, Sequence[Any]]:
        # The client waits without bound for the end of a rebalance. It hands out records and moves its
        # position in one step without waiting in between, so an interruption loses none.
        try:
            async with asyncio.timeout(timeout):
                await self._placed.wait()
                milliseconds = int(timeout * 1000)
                found: Mapping[KafkaPartition, Sequence[Any]] = await self._client.getmany(
                    timeout_ms=milliseconds, max_records=limit
                )
                return found
        except TimeoutError:
            return {}

    async def _fetch_singly(self, limit: int) -> Mapping[TopicPartition, Sequence[Record]]:
        """The next record of each partition; what the client cannot decode comes without its content.

        The client decodes the names of headers and fails at the same place for ever if one is not UTF-8. What
        follows in the same batch, from the same producer, is out of reach too.
        """
        found: dict[TopicPartition, Sequence[Record]] = {}
        async with asyncio.timeout(_RESUME_TIMEOUT):
            for partition, (position, end) in (await self._watchdog.measure()).items():
                if position >= end or len(found) == limit:
                    continue
                own = KafkaPartition(*partition)
                self._client.seek(own, position)  # forgets what was decoded by halves
                try:
                    fetched = await self._client.getmany(own, timeout_ms=_ANSWER_MS, max_records=1)
                except UnicodeDecodeError:
                    self._client.seek(own, position + 1)
                    found[partition] = [Record(*partition, position, key=None, value=None, headers=())]
                else:
                    found |= {partition: [_record(record) for record in fetched[own]]} if fetched else {}
        return found

    async def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read `partition` from `offset` next."""
        own = KafkaPartition(*partition)
        if own in self._client.assignment():
            self._client.seek(own, offset)

    async def lag(self) -> Mapping[TopicPartition, int]:
        """Records not yet read, for each partition that is this member's."""
        with outages():
            async with asyncio.timeout(_RESUME_TIMEOUT):
                await self._placed.wait()
                places = await self._watchdog.measure()
        return {partition: max(0, place.end - place.position) for partition, place in places.items()}

    async def close(self) -> None:
        """Leave the group."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
        await self._farewells.bid(self._client.stop())


def _record(record: ConsumerRecord) -> Record:
    # Producers of other languages may send headers without a value.
    headers = tuple((name, value or b"") for name, value in record.headers)
    return Record(record.topic, record.partition, record.offset, record.key, record.value, headers)
