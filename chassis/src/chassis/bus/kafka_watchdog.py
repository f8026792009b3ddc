"""Finds out that a Kafka consumer no longer works, which aiokafka does not report."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import IllegalStateError, KafkaError

from chassis.bus.kafka_topic_ids import topic_ids
from chassis.bus.protocol import RECOGNISE_EVERY, BusError, ReplacedError, StalledError, TopicPartition


class Place(NamedTuple):
    """Where a partition is read and where it ends."""

    position: int
    end: int


@dataclass(slots=True)
class _Rest:
    position: int
    since: float


class Watchdog:
    """Asks the brokers now and then, and compares what there is to read with what was read.

    It counts the seconds for which polls waited, that is, for which the reader wanted records and the client
    had none. A partition that has some and does not move for `stall_after` of these is stalled, and so is a
    rebalance that lasts as long. A busy reader, or one that other partitions feed, is no sign of a stall.

    It also looks whether the topics are those that they were: the client knows them by their names only.
    """

    def __init__(
        self, client: AIOKafkaConsumer, topics: Collection[str], *, silence_limit: float, stall_after: float
    ) -> None:
        self.client = client
        self.topics = topics
        self.fault: BusError | None = None
        self._silence_limit = silence_limit
        self._stall_after = stall_after
        self._incarnations: Mapping[str, UUID] = {}
        self._waited = 0.0
        self._rests: dict[TopicPartition, _Rest] = {}
        self._unplaced_since: float | None = 0.0

    def poll_waited(self, seconds: float) -> None:
        """A poll lasted `seconds`."""
        self._waited += seconds

    def placed(self, is_placed: bool) -> None:
        """The member's partitions were taken from it, or given to it and placed."""
        self._rests.clear()
        self._unplaced_since = None if is_placed else self._waited

    async def run(self) -> None:
        """Check until there is a fault."""
        every = min(RECOGNISE_EVERY, self._silence_limit / 3, self._stall_after / 3)
        loop = asyncio.get_running_loop()
        silent_since = loop.time()
        while self.fault is None:
            await asyncio.sleep(every)
            try:
                async with asyncio.timeout_at(silent_since + self._silence_limit):
                    await self.recognise()
                    self._compare(await self.measure())
                silent_since = loop.time()
            except ReplacedError as error:
                self.fault = error
            except (KafkaError, OSError, TimeoutError) as error:
                if loop.time() - silent_since >= self._silence_limit:
                    reason = f"Kafka has not answered for {self._silence_limit:.0f} s: {error!r}"
                    self.fault = BusError(reason)

    async def recognise(self) -> Mapping[str, UUID]:
        """The incarnations of the topics, which stay the same for as long as this consumer lives.

        Raises `ReplacedError` when they do not, and `KafkaError`.
        """
        found = await topic_ids(self.client._client, self.topics)
        self._incarnations = self._incarnations or found
        for topic in self.topics:
            if topic not in found or found[topic] != self._incarnations.get(topic):
                raise ReplacedError(f"topic {topic} was made anew, or is no longer there")
        return found

    async def measure(self) -> Mapping[TopicPartition, Place]:
        """Position and end of the member's partitions, by the brokers. Raises `KafkaError`."""
        partitions = self.client.assignment()
        if not partitions:
            return {}
        ends = await self.client.end_offsets(partitions)
        places = {}
        for partition, end in ends.items():
            try:
                position = await self.client.position(partition)
            except IllegalStateError:
                continue  # it was taken away in the meantime
            places[TopicPartition(*partition)] = Place(position, end)
        return places

    def _compare(self, places: Mapping[TopicPartition, Place]) -> None:
        if self._unplaced_since is not None:
            if self._waited - self._unplaced_since > self._stall_after:
                self.fault = StalledError(f"no assignment of partitions for {self._stall_after:.0f} s")
            return
        for partition, place in places.items():
            rest = self._rests.setdefault(partition, _Rest(place.position, self._waited))
            if place.position != rest.position or place.position >= place.end:
                self._rests[partition] = _Rest(place.position, self._waited)
            elif self._waited - rest.since > self._stall_after:
                self.fault = StalledError(f"{partition} rests at {place.position} of {place.end}")
