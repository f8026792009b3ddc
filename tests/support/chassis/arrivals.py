"""Records as they come from a bus, made by hand: what a source says, and what nobody should say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text

from chassis.base.identifiers import new_id
from chassis.base.tables import dead_letter, source
from chassis.bus import Bus, Message, Record, TopicPartition
from chassis.bus.topics import HEARTBEAT
from chassis.database import Database
from chassis.ledger.events import Envelope, Heartbeat, encode, topic_of
from chassis.messaging.event_router import EventRouter
from chassis.messaging.subscription import Subscription
from tests.support.chassis.notebook.events import NoteWritten
from tests.support.chassis.notebook.received import CURRENT, event_router

SOURCE = "notebook"
EPOCH = new_id()
INCARNATION = uuid4()
START = datetime(2026, 5, 5, tzinfo=UTC)
TOPIC = topic_of(SOURCE)


def event(sequence: int, line: str | None = None, *, epoch: UUID = EPOCH) -> Envelope:
    """The event with `sequence`; the same sequence always has the same id."""
    return Envelope(
        source=SOURCE,
        epoch=epoch,
        sequence=sequence,
        time=START + timedelta(seconds=sequence),
        id=UUID(int=sequence),
        type=NoteWritten.event_type,
        subject=f"note-{sequence}",
        party="global",
        region=None,
        data=NoteWritten(text=line or f"text {sequence}").model_dump_json().encode(),
        correlation_id="test",
        causation_id=None,
    )


def beat(sequence: int, *, epoch: UUID = EPOCH, after: float = 0.5) -> Heartbeat:
    """The heartbeat that was sent when `sequence` was the last one."""
    time = START + timedelta(seconds=sequence + after)
    return Heartbeat(source=SOURCE, epoch=epoch, time=time, sequence=sequence, hash=f"{sequence:064x}")


def arrived(message: Message, offset: int, partition: int = 0) -> Record:
    """`message` as a reader gets it."""
    return Record(message.topic, partition, offset, message.key.encode(), message.value, message.headers)


def events(*sequences: int, first: int = 0, partition: int = 0) -> list[Record]:
    """The events with `sequences`, one after the other in a partition from the offset `first`."""
    return [arrived(encode(event(one)), first + at, partition) for at, one in enumerate(sequences)]


def beats(*sequences: int, first: int = 0) -> list[Record]:
    """Heartbeats, one after the other from the offset `first`."""
    return [arrived(beat(one).message(), first + at) for at, one in enumerate(sequences)]


def subscription(
    database: Database, bus: Bus, *, patience: float = 0.0, handlers: EventRouter = event_router, **more: Any
) -> Subscription:
    """A reader of the notebook in `database`."""
    return Subscription(database, bus, SOURCE, [SOURCE], handlers, retry_patience=patience, **more)


async def resume(
    member: Subscription, partitions: int = 1, *, incarnation: UUID = INCARNATION
) -> Mapping[TopicPartition, int]:
    """Let `member` be given all partitions, as a bus does when it joins; returns where it wants to read."""
    places = [TopicPartition(TOPIC, number) for number in range(partitions)]
    return await member.checkpoints(dict.fromkeys([*places, TopicPartition(HEARTBEAT, 0)], incarnation))


async def kept(database: Database) -> dict[int, int]:
    """How often each sequence was handled."""
    async with database.reading() as session:
        found = await session.execute(text("SELECT sequence, times FROM notebook.received ORDER BY sequence"))
        return {row.sequence: row.times for row in found}


async def current_texts(database: Database) -> list[str]:
    """The notes as they stand by the source's epoch that is in force."""
    async with database.reading() as session:
        return [row.text for row in await session.execute(CURRENT)]


async def covered(database: Database, epoch: UUID = EPOCH) -> int | None:
    """Up to which sequence everything of the source is known to be here."""
    async with database.reading() as session:
        found = select(source.c.covered_sequence).where(source.c.epoch == epoch)
        sequence: int | None = (await session.execute(found)).scalar_one_or_none()
        return sequence


async def watermark(database: Database, epoch: UUID = EPOCH) -> int | None:
    """Up to which sequence everything was applied, without a gap."""
    async with database.reading() as session:
        found = select(source.c.watermark).where(source.c.epoch == epoch)
        sequence: int | None = (await session.execute(found)).scalar_one_or_none()
        return sequence


async def buried(database: Database) -> Sequence[Any]:
    """The dead letters that wait."""
    async with database.reading() as session:
        waiting = select(dead_letter).where(dead_letter.c.replayed_at.is_(None))
        return (await session.execute(waiting.order_by(dead_letter.c.offset))).all()


def spoilt(records: Iterable[Record], offset: int, **changes: Any) -> list[Record]:
    """`records` with one that says something else."""
    return [replace(record, **changes) if record.offset == offset else record for record in records]
