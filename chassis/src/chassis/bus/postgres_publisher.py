"""Sending on the PostgreSQL bus."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import accumulate
from uuid import UUID

import asyncpg

from chassis.bus import postgres_session
from chassis.bus.postgres_session import CHANNEL, FAULTS, outages
from chassis.bus.protocol import BusError, Headers, Message
from chassis.bus.topics import HEARTBEAT

# One statement, and so one transaction. The topics' rows are locked in order, and a topic that is not there
# gives no offset, which fails the whole. All headers come in one array, of which each message takes its part.
_SEND = """
    WITH sent AS (
        SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::int[], $5::int[]) WITH ORDINALITY
            AS sent (topic, key, value, first, last, turn)
    ), locked AS (
        SELECT name, next_offset FROM topic WHERE name = ANY ($1) ORDER BY name FOR UPDATE
    ), moved AS (
        UPDATE topic SET next_offset = locked.next_offset + counted.number
        FROM locked JOIN (SELECT topic, count(*) AS number FROM sent GROUP BY 1) counted
             ON counted.topic = locked.name
        WHERE topic.name = locked.name
    )
    INSERT INTO message (topic, "offset", key, headers, value)
    SELECT topic, next_offset - 1 + row_number() OVER (PARTITION BY topic ORDER BY turn),
           key, ($6::bytea[])[first:last], value
    FROM sent LEFT JOIN locked ON name = topic
"""
_PRUNE = (
    "DELETE FROM message WHERE topic = $1 AND published_at < clock_timestamp() - $2::interval "
    'AND "offset" = ANY(ARRAY(SELECT "offset" FROM message WHERE topic = $1 ORDER BY "offset" LIMIT 5000))'
)
_RING_EVERY = 0.003
_PRUNE_EVERY = 10.0
_HEARTBEAT_RETENTION = 600.0


class PostgresPublisher:
    """Sends over one connection."""

    def __init__(
        self, connection: "asyncpg.Connection[asyncpg.Record]", send_timeout: float, retention: float
    ) -> None:
        self._connection = connection
        self._send_timeout = send_timeout
        self._retention = retention
        self._busy = asyncio.Lock()
        self._topics: set[str] = set()
        self._follow_up: asyncio.Task[None] | None = None
        self._rung_at = self._pruned_at = asyncio.get_running_loop().time()
        self._broken = False

    async def incarnation(self, topic: str) -> UUID:
        """The id that `topic` got when it was made."""
        async with self._busy:
            return (await postgres_session.incarnations(self._connection, [topic]))[topic]

    async def publish(self, messages: Sequence[Message]) -> None:
        """Send `messages` in one transaction; a topic that does not exist fails all of them."""
        if not messages:
            return
        if self._broken:
            raise BusError("this publisher failed before and must be replaced")
        try:
            with outages():
                async with asyncio.timeout(self._send_timeout), self._busy:
                    await self._insert(messages)
        except BaseException:
            self._broken = True
            raise
        if self._follow_up is None or self._follow_up.done():
            self._follow_up = asyncio.create_task(self._ring_and_prune())

    async def _insert(self, messages: Sequence[Message]) -> None:
        self._topics.update(message.topic for message in messages)
        parts = [_flat(message.headers) for message in messages]
        ends = list(accumulate(map(len, parts)))
        await self._connection.execute(
            _SEND,
            [message.topic for message in messages],
            [message.key.encode() for message in messages],
            [message.value for message in messages],
            [end - len(part) + 1 for end, part in zip(ends, parts, strict=True)],
            ends,
            [one for part in parts for one in part],
        )

    async def _ring_and_prune(self) -> None:
        """Wake the readers, after the commit: a notification inside it would serialise all commits."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._rung_at + _RING_EVERY - loop.time()))
        self._rung_at = loop.time()
        # A reader that misses it looks by itself soon after; a lost connection shows at the next publish.
        with suppress(*FAULTS):
            async with self._busy:
                await self._connection.execute(f"NOTIFY {CHANNEL}")
                await self._prune()

    async def _prune(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._pruned_at + _PRUNE_EVERY:
            return
        self._pruned_at = now
        for topic in sorted(self._topics):
            kept = _HEARTBEAT_RETENTION if topic == HEARTBEAT else self._retention
            await self._connection.execute(_PRUNE, topic, timedelta(seconds=kept))

    async def close(self) -> None:
        """Release the connection."""
        if self._follow_up is not None:
            self._follow_up.cancel()
            await asyncio.wait([self._follow_up])
        if self._broken:
            self._connection.terminate()
        else:
            await postgres_session.disconnect(self._connection)


def _flat(headers: Headers) -> list[bytes]:
    """Names and values by turns. As bytes: text in PostgreSQL cannot hold every name."""
    return [part for name, value in headers for part in (name.encode(), value)]
