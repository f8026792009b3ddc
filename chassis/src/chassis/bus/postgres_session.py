"""Sessions with the database of the PostgreSQL bus: how they begin, what ends them, and its two tables."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from uuid import UUID

import asyncpg

from chassis.base import keepalive
from chassis.bus.protocol import BusError

CHANNEL = "bus"
"""A notification here says that there is something new to read."""

FAULTS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # raised when the server dies in the middle of an answer
    OSError,
    TimeoutError,
)
"""What ends a session with the database, or an attempt at one."""

_GOODBYE_TIMEOUT = 2.0
_SCHEMA = """
    SELECT pg_advisory_xact_lock(hashtextextended('chassis.bus.schema', 0));
    CREATE TABLE IF NOT EXISTS topic (
        name text PRIMARY KEY,
        next_offset bigint NOT NULL DEFAULT 0
    );
    ALTER TABLE topic ADD COLUMN IF NOT EXISTS incarnation uuid NOT NULL DEFAULT gen_random_uuid();
    CREATE TABLE IF NOT EXISTS message (
        topic text NOT NULL,
        "offset" bigint NOT NULL,
        key bytea,
        headers bytea[] NOT NULL,
        value bytea,
        published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (topic, "offset")
    );
"""
_HAS_SCHEMA = """
    SELECT EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = to_regclass('topic') AND attname = 'incarnation'
    )
"""
_INCARNATIONS = "SELECT name, incarnation FROM topic WHERE name = ANY($1)"


@contextmanager
def outages() -> Iterator[None]:
    """Turn what the driver raises into `BusError`."""
    try:
        yield
    except FAULTS as error:
        raise BusError(f"the bus's database: {type(error).__name__}: {error}") from error


async def connect(url: str, timeout: float) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection on which every answer must come within `timeout` seconds. Raises `BusError`.

    The first one makes the tables.
    """
    with outages():
        connection = await asyncpg.connect(
            url,
            timeout=timeout,
            command_timeout=timeout,
            server_settings={"application_name": "bus", **keepalive.SERVER_SETTINGS},
        )
        try:
            if not await connection.fetchval(_HAS_SCHEMA):
                await connection.execute(_SCHEMA)  # one implicit transaction
        except BaseException:
            connection.terminate()
            raise
        return connection


async def incarnations(
    connection: "asyncpg.Connection[asyncpg.Record]", topics: Collection[str]
) -> Mapping[str, UUID]:
    """Which incarnation each of `topics` is. Raises `BusError`, also when one of them is not there."""
    with outages():
        found = {row["name"]: row["incarnation"] for row in await connection.fetch(_INCARNATIONS, topics)}
    if missing := sorted(set(topics) - found.keys()):
        raise BusError(f"there is no topic {missing[0]}")
    return found


async def disconnect(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Close politely, and then without asking the server. Never raises."""
    with suppress(*FAULTS):
        await connection.close(timeout=_GOODBYE_TIMEOUT)
    if not connection.is_closed():
        connection.terminate()
