"""What has been received: checkpoints, the set of applied sequences, and up to when each source is complete.

Of the applied sequences only those above the gapless watermark are kept; below it everything is applied.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert

from chassis.base.tables import checkpoint, heartbeat, source
from chassis.bus import TopicPartition
from chassis.database import Transaction
from chassis.ledger.events import Envelope, Heartbeat


class MovedError(Exception):
    """Another member has moved the checkpoint: nothing of this batch is ours to apply."""


class Checkpoint(NamedTuple):
    """The next offset to read, in one incarnation of a topic; without one, by a release that knew of none."""

    incarnation: UUID | None
    next_offset: int


async def move_checkpoint(
    tx: Transaction, partition: TopicPartition, expected: Checkpoint | None, reached: Checkpoint
) -> None:
    """Move the checkpoint of `partition` from `expected` (none yet: `None`) to `reached`.

    Raises `MovedError` when it does not stand there: another member moved it, or the database was restored.
    """
    if expected is None:
        first = insert(checkpoint).values({**partition._asdict(), **reached._asdict()})
        moved = await tx.execute(first.on_conflict_do_nothing().returning(checkpoint.c.next_offset))
    else:
        unmoved = update(checkpoint).where(
            checkpoint.c.topic == partition.topic,
            checkpoint.c.partition == partition.partition,
            checkpoint.c.next_offset == expected.next_offset,
            checkpoint.c.incarnation.is_not_distinct_from(expected.incarnation),
        )
        moved = await tx.execute(unmoved.values(reached._asdict()).returning(checkpoint.c.next_offset))
    if moved.one_or_none() is None:
        raise MovedError


_FRESH = text(
    """
    INSERT INTO chassis.inbox (source, epoch, sequence)
    SELECT e.source, e.epoch, e.sequence
    FROM unnest(CAST(:sources AS text[]), CAST(:epochs AS uuid[]), CAST(:sequences AS bigint[]))
         AS e (source, epoch, sequence)
    JOIN chassis.source s USING (source, epoch)
    WHERE e.sequence > s.watermark
    ON CONFLICT DO NOTHING
    RETURNING source, epoch, sequence
    """
)


async def accept(tx: Transaction, events: Sequence[Envelope]) -> list[Envelope]:
    """Note `events` as applied and return those that were not before, in their order, each once."""
    if not events:
        return []
    await _lock_sources(tx, {(event.source, event.epoch) for event in events})
    values = {
        "sources": [event.source for event in events],
        "epochs": [event.epoch for event in events],
        "sequences": [event.sequence for event in events],
    }
    fresh = {tuple(row) for row in await tx.execute(_FRESH, values)}
    first: dict[tuple[object, ...], Envelope] = {}
    for event in events:
        place = (event.source, event.epoch, event.sequence)
        if place in fresh:
            first.setdefault(place, event)
    return list(first.values())


_LOCK = text("SELECT 1 FROM chassis.source WHERE source = :source AND epoch = :epoch FOR SHARE")


async def _lock_sources(tx: Transaction, places: set[tuple[str, object]]) -> None:
    """Keep the watermarks still while events are compared with them."""
    for name, epoch in sorted(places, key=str):
        place = {"source": name, "epoch": epoch}
        if (await tx.execute(_LOCK, place)).one_or_none() is None:  # the first of this epoch
            await tx.execute(insert(source).values(place).on_conflict_do_nothing())
            await tx.execute(_LOCK, place)


async def note_heartbeats(tx: Transaction, beats: Sequence[Heartbeat]) -> None:
    """Take in `beats` and move what is complete."""
    if not beats:
        return
    rows = [{**beat.model_dump(exclude={"hash"}), "hash": bytes.fromhex(beat.hash)} for beat in beats]
    await tx.execute(insert(heartbeat).values(rows).on_conflict_do_nothing())
    for name, epoch in sorted({(beat.source, beat.epoch) for beat in beats}, key=str):
        place = {"source": name, "epoch": epoch}
        await tx.execute(insert(source).values(place).on_conflict_do_nothing())
        await tx.execute(_ADVANCE, place)
        await tx.execute(_COVER, place)
        await tx.execute(_FORGET_APPLIED, place)
        await tx.execute(_FORGET_BEATS, place)


# The first gap above the watermark: sequence - row_number is constant as long as there is none.
_ADVANCE = text(
    """
    WITH here AS (
        SELECT watermark FROM chassis.source WHERE source = :source AND epoch = :epoch FOR UPDATE
    ), run AS (
        SELECT i.sequence FROM (
            SELECT sequence, sequence - row_number() OVER (ORDER BY sequence) AS run
            FROM chassis.inbox WHERE source = :source AND epoch = :epoch
        ) i, here WHERE i.run = here.watermark
    )
    UPDATE chassis.source s
    SET heard_at = clock_timestamp(), watermark = greatest(s.watermark, (SELECT max(sequence) FROM run))
    WHERE source = :source AND epoch = :epoch
    """
)
_COVER = text(
    """
    UPDATE chassis.source s
    SET covered_sequence = h.sequence, covered_time = h.time, covered_hash = h.hash
    FROM (
        SELECT h.sequence, h.time, h.hash
        FROM chassis.heartbeat h JOIN chassis.source USING (source, epoch)
        WHERE source = :source AND epoch = :epoch AND h.sequence <= watermark ORDER BY h.time DESC LIMIT 1
    ) h
    WHERE source = :source AND epoch = :epoch AND (s.covered_time IS NULL OR s.covered_time < h.time)
    """
)
_FORGET_APPLIED = text(
    """
    DELETE FROM chassis.inbox WHERE source = :source AND epoch = :epoch
    AND sequence <= (SELECT watermark FROM chassis.source WHERE source = :source AND epoch = :epoch)
    """
)
_FORGET_BEATS = text(
    """
    DELETE FROM chassis.heartbeat h WHERE source = :source AND epoch = :epoch
    AND (time <= (SELECT covered_time FROM chassis.source WHERE source = :source AND epoch = :epoch)
         OR EXISTS (  -- a later one with the same sequence promises more
             SELECT FROM chassis.heartbeat l WHERE l.source = h.source AND l.epoch = h.epoch
             AND l.sequence = h.sequence AND l.time > h.time
         ))
    """
)
