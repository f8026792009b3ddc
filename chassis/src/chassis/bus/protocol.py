"""What a bus promises, in types. The implementations are `kafka` and `postgres`."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID

Headers = tuple[tuple[str, bytes], ...]


class BusError(Exception):
    """The bus cannot be reached, or did not acknowledge in time. What was sent may or may not be there."""


class StalledError(BusError):
    """The consumer's client lives but does not move while there is lag; it must be made anew."""


class ReplacedError(BusError):
    """A topic was made anew: places in the former incarnation mean nothing in this one."""


class TopicPartition(NamedTuple):
    """One ordered part of a topic."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Message:
    """Bytes to be sent. Messages with the same `key` keep their order."""

    topic: str
    key: str
    value: bytes
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class Record:
    """Bytes as they were read. Anything may be in them: decoding is the reader's, inside its own guard."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers


Offsets = Callable[[Mapping[TopicPartition, UUID]], Awaitable[Mapping[TopicPartition, int]]]
"""Where to resume: the next offset to read per partition. One that is absent starts at its beginning.

It learns of which incarnation of its topic each partition is. A topic that was made anew, because it was
deleted or lost with its bus, has another one than before, and its offsets begin again at 0.
"""

RECOGNISE_EVERY = 5.0
"""Seconds between two looks at which incarnation a topic is, by whoever works with it for long."""


class Publisher(Protocol):
    """Sends. Broken by the first error: close it and open a new one."""

    async def publish(self, messages: Sequence[Message]) -> None:
        """Send `messages` and return when all are acknowledged, at most `send_timeout` later.

        Raises `BusError` when any of them is not; each of them may then be there or not.
        """

    async def incarnation(self, topic: str) -> UUID:
        """Which incarnation of `topic` is there now. Raises `BusError`, also when there is none."""

    async def close(self) -> None:
        """Release the connection. Never raises and never hangs."""


class Consumer(Protocol):
    """Reads as one member of a group: each partition goes to one member at a time."""

    async def poll(self, *, timeout: float, limit: int) -> Mapping[TopicPartition, Sequence[Record]]:
        """The next records, at most `limit` in all, after at most `timeout` seconds; empty without any.

        Raises `BusError` when the bus is gone, `StalledError` when the client no longer moves,
        `ReplacedError` within seconds after a topic was made anew, and what `resume_at` raised.
        """

    async def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read `partition` from `offset` next. Nothing happens when it is no longer this member's."""

    async def lag(self) -> Mapping[TopicPartition, int]:
        """Records not yet read, for each partition that is this member's."""

    async def close(self) -> None:
        """Leave the group. Never raises and never hangs."""


class Bus(Protocol):
    """A connection factory; holds no connection itself."""

    async def create_topics(self, topics: Collection[str]) -> None:
        """Make the topics that do not exist yet. Safe to call at the same time from several processes.

        Raises `BusError`, also when one is missing and this client may not make it.
        """

    async def open_publisher(self) -> Publisher:
        """A publisher of its own. Raises `BusError`."""

    async def open_consumer(self, group: str, topics: Collection[str], resume_at: Offsets) -> Consumer:
        """Join `group` on `topics`; `resume_at` is asked whenever partitions are assigned.

        Raises `BusError`, or what `resume_at` raises.
        """

    async def close(self) -> None:
        """Release what the factory itself holds."""
