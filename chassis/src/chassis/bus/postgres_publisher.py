"""Sending on the PostgreSQL bus."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta

import asyncpg

from chassis.bus import postgres_session
from chassis.bus.postgres_session import CHANNEL, FAULTS, outages
from chassis.bus.protocol import BusError, Headers, Message
from chassis.bus.topics import HEARTBEAT

_LOCK = "SELECT name, next_offset FROM topic WHERE name = ANY($1) ORDER BY name FOR UPDATE"
_ADVANCE = (
    "UPDATE topic SET next_offset = next_offset + sent.number "
    "FROM unnest($1::text[], $2::bigint[]) AS sent (topic, number) WHERE name = sent.topic"
)
_PRUNE = (
    "DELETE FROM message WHERE topic = $1 AND published_at < clock_timestamp() - $2::interval "
    'AND "offset" = ANY(ARRAY(SELECT "offset" FROM message WHERE topic = $1 ORDER BY "offset" LIMIT 5000))'
)
_COLUMNS = ("topic", "offset", "key", "headers", "value")
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

    async def publish(self, messages: Sequence[Message]) -> None:
        """Send `messages` in one transaction."""
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
        # No ROLLBACK on failure: a server that does not answer would not answer that either. Closing the
        # connection has the same effect.
        sent = Counter(message.topic for message in messages)
        self._topics.update(sent)
        await self._connection.execute("BEGIN")
        offsets = {row["name"]: row["next_offset"] for row in await self._connection.fetch(_LOCK, list(sent))}
        if unknown := sent.keys() - offsets:
            raise BusError(f"no such topic: {', '.join(sorted(unknown))}")
        rows = _numbered(messages, offsets)
        await self._connection.copy_records_to_table("message", records=rows, columns=_COLUMNS)
        await self._connection.execute(_ADVANCE, list(sent.keys()), list(sent.values()))
        await self._connection.execute("COMMIT")

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


def _numbered(messages: Iterable[Message], offsets: dict[str, int]) -> Iterator[tuple[object, ...]]:
    """Rows for `_COLUMNS`, with offsets that go on from `offsets`."""
    upcoming = dict(offsets)
    for message in messages:
        offset = upcoming[message.topic]
        upcoming[message.topic] = offset + 1
        yield message.topic, offset, message.key.encode(), _flat(message.headers), message.value


def _flat(headers: Headers) -> list[bytes]:
    """Names and values by turns. As bytes: text in PostgreSQL cannot hold every name."""
    return [part for name, value in headers for part in (name.encode(), value)]
