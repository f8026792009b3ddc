"""Reading from the PostgreSQL bus."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from uuid import UUID

import asyncpg

from chassis.bus import postgres_session
from chassis.bus.postgres_session import CHANNEL, outages
from chassis.bus.protocol import RECOGNISE_EVERY, Headers, Offsets, Record, ReplacedError, TopicPartition

_POLL_EVERY = 0.2
# Held by the session: when it ends, for whatever reason, the next member takes over.
_TAKE_OVER = "SELECT pg_try_advisory_lock(hashtextextended('chassis.bus.group:' || $1, 0))"
_KNOWN = "SELECT name, next_offset FROM topic WHERE name = ANY($1)"
_READ = """
    SELECT found.* FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS place (topic, next, turn)
    CROSS JOIN LATERAL (
        SELECT topic, "offset", key, headers, value FROM message
        WHERE topic = place.topic AND "offset" >= place.next ORDER BY "offset" LIMIT $3
    ) AS found
    ORDER BY turn, "offset" LIMIT $3
"""
_LAG = """
    SELECT name, greatest(0, next_offset - greatest(place.next, coalesce(
        (SELECT "offset" FROM message WHERE topic = name ORDER BY "offset" LIMIT 1), next_offset
    ))) AS lag
    FROM unnest($1::text[], $2::bigint[]) AS place (topic, next) JOIN topic ON name = place.topic
"""


class PostgresConsumer:
    """One member of a group. Only the one that holds the group's lock reads; the others try to get it.

    Lock, notifications and reads share one connection: who lost the lock cannot read on.
    """

    def __init__(
        self,
        connection: "asyncpg.Connection[asyncpg.Record]",
        group: str,
        topics: Collection[str],
        resume_at: Offsets,
    ) -> None:
        self._connection = connection
        self._group = group
        self._topics = sorted(topics)
        self._resume_at = resume_at
        self._incarnations: Mapping[str, UUID] = {}
        self._recognised_at = 0.0
        self._next: dict[str, int] | None = None
        """The next offset per topic; None while standing by."""
        self._woken = asyncio.Event()

    async def join(self) -> None:
        """Listen for what is new, and take the group over if nobody has it."""
        with outages():
            await self._connection.add_listener(CHANNEL, self._wake)
        # A lost connection shows at the next read: do not sleep through it.
        self._connection.add_termination_listener(self._wake)
        await self._take_over()

    def _wake(self, *_: object) -> None:
        self._woken.set()

    async def _take_over(self) -> None:
        with outages():
            if not await self._connection.fetchval(_TAKE_OVER, self._group):
                return
        await self._recognise()
        places = await self._resume_at(
            {TopicPartition(topic, 0): self._incarnations[topic] for topic in self._topics}
        )
        with outages():
            ends = {
                row["name"]: row["next_offset"] for row in await self._connection.fetch(_KNOWN, self._topics)
            }
        wanted = {topic: places.get(TopicPartition(topic, 0), 0) for topic in self._topics}
        # An offset that was not given yet belongs to another life of the topic: start at the beginning.
        self._next = {topic: next_ if next_ <= ends.get(topic, 0) else 0 for topic, next_ in wanted.items()}

    async def poll(self, *, timeout: float, limit: int) -> Mapping[TopicPartition, Sequence[Record]]:
        """The next records; empty while another member reads."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            self._woken.clear()
            if self._next is None:
                await self._take_over()
            elif loop.time() > self._recognised_at + RECOGNISE_EVERY:
                await self._recognise()
            if found := await self._read(limit):
                return found
            remaining = deadline - loop.time()
            if remaining <= 0:
                return {}
            await self._sleep(min(remaining, _POLL_EVERY))

    async def _recognise(self) -> None:
        """Look whether the topics are those that they were when this member began to read."""
        self._recognised_at = asyncio.get_running_loop().time()
        found = await postgres_session.incarnations(self._connection, self._topics)
        self._incarnations = self._incarnations or found
        if found != self._incarnations:
            raise ReplacedError("a topic was made anew")

    async def _sleep(self, seconds: float) -> None:
        """Until `seconds` have passed or there is something new. Who stands by waits for no message."""
        if self._next is None:
            await asyncio.sleep(seconds)
            return
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _read(self, limit: int) -> dict[TopicPartition, list[Record]]:
        if self._next is None:
            return {}
        topics, offsets = zip(*self._next.items(), strict=True)
        with outages():
            rows = await self._connection.fetch(_READ, topics, offsets, limit)
        found = {
            TopicPartition(topic, 0): [_record(row) for row in part]
            for topic, part in groupby(rows, key=lambda row: str(row["topic"]))
        }
        for partition, records in found.items():
            # Back of the queue, so that a long topic does not keep the others waiting.
            del self._next[partition.topic]
            self._next[partition.topic] = records[-1].offset + 1
        return found

    async def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read `partition` from `offset` next."""
        if self._next is not None and partition.topic in self._next and partition.partition == 0:
            self._next[partition.topic] = offset

    async def lag(self) -> Mapping[TopicPartition, int]:
        """Records not yet read; empty while another member reads."""
        if self._next is None:
            return {}
        topics, offsets = zip(*self._next.items(), strict=True)
        with outages():
            rows = await self._connection.fetch(_LAG, topics, offsets)
        return {TopicPartition(row["name"], 0): row["lag"] for row in rows}

    async def close(self) -> None:
        """Leave the group: the end of the session releases its lock."""
        await postgres_session.disconnect(self._connection)


def _record(row: asyncpg.Record) -> Record:
    return Record(row["topic"], 0, row["offset"], row["key"], row["value"], _paired(row["headers"]))


def _paired(parts: Sequence[bytes]) -> Headers:
    return tuple(
        (name.decode(errors="replace"), value) for name, value in zip(parts[::2], parts[1::2], strict=True)
    )
