"""The bus of the embedded run: topics are rows in a PostgreSQL database of its own.

Every topic has one partition, 0. Offsets are given under a lock per topic, so their order is the order of
the commits, and a reader never sees one before all that come before it. What is sent is one transaction;
readers are woken by a notification after it and look by themselves besides.
"""

from collections.abc import Collection

from chassis.bus import postgres_session
from chassis.bus.postgres_consumer import PostgresConsumer
from chassis.bus.postgres_publisher import PostgresPublisher
from chassis.bus.protocol import Offsets

_CREATE = "INSERT INTO topic (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING"
_WEEK = 7 * 24 * 3600.0


class PostgresBus:
    """A bus in the database at `url` (`postgresql://user:password@host:port/database`).

    In seconds: `send_timeout` bounds a publish, and a reader gives up after `silence_limit` without an answer
    of the server. Messages are kept for `retention`.
    """

    def __init__(
        self, url: str, *, send_timeout: float = 30.0, silence_limit: float = 15.0, retention: float = _WEEK
    ) -> None:
        self._url = url
        self._send_timeout = send_timeout
        self._silence_limit = silence_limit
        self._retention = retention

    async def create_topics(self, topics: Collection[str]) -> None:
        """Make the topics that do not exist yet."""
        connection = await postgres_session.connect(self._url, self._silence_limit)
        try:
            with postgres_session.outages():
                await connection.execute(_CREATE, sorted(topics))  # sorted: two processes must not deadlock
        finally:
            await postgres_session.disconnect(connection)

    async def open_publisher(self) -> PostgresPublisher:
        """A publisher with a connection of its own."""
        connection = await postgres_session.connect(self._url, self._send_timeout)
        return PostgresPublisher(connection, self._send_timeout, self._retention)

    async def open_consumer(
        self, group: str, topics: Collection[str], resume_at: Offsets
    ) -> PostgresConsumer:
        """A member of `group`: it reads once it is the only one, and stands by until then."""
        connection = await postgres_session.connect(self._url, self._silence_limit)
        consumer = PostgresConsumer(connection, group, topics, resume_at)
        try:
            await consumer.join()
        except BaseException:
            await consumer.close()
            raise
        return consumer

    async def close(self) -> None:
        """Nothing is held."""
