"""Handlers that refuse what they get."""

from collections.abc import Sequence

from chassis.database import Transaction
from chassis.messaging.event_router import EventRouter, Received
from tests.support.chassis.notebook.received import RefusedError, WrittenNote, keep


def refusing(*, failures: int | None = None) -> tuple[EventRouter, list[int]]:
    """Handlers that keep notes, and fail after having kept them, `failures` times or always."""
    handlers, failed = EventRouter(), list[int]()

    @handlers.on("compact.note.written.v1", WrittenNote)
    async def keep_and_fail(tx: Transaction, notes: Sequence[Received[WrittenNote]]) -> None:
        await keep(tx, notes)
        if failures is None or len(failed) < failures:
            failed.append(len(notes))
            raise RefusedError

    return handlers, failed
