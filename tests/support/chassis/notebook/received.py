"""What the notebook reads: its own events, as if another service had published them."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging.event_router import EventRouter, Received
from tests.support.chassis.notebook.tables import received

POISON = "cannot be handled"
"""The handler refuses a note with this text."""

event_router = EventRouter()

CURRENT = text(
    "SELECT r.subject, r.text FROM notebook.received r JOIN chassis.current_source USING (source, epoch) "
    "ORDER BY r.sequence"
)


class WrittenNote(ReceivedData):
    """The part of a written note that is read."""

    text: str


class RefusedError(Exception):
    """The handler will not have this note."""


@event_router.on("compact.note.written.v1", WrittenNote)
async def keep(tx: Transaction, notes: Sequence[Received[WrittenNote]]) -> None:
    """Keep the notes; handling one twice would show in `times`."""
    rows = [
        {
            "source": note.source,
            "epoch": note.epoch,
            "sequence": note.sequence,
            "subject": note.subject,
            "text": note.data.text,
        }
        for note in notes
    ]
    again = {"times": received.c.times + 1}
    await tx.execute(insert(received).on_conflict_do_update(constraint="pk_received", set_=again), rows)
    if any(note.data.text == POISON for note in notes):
        raise RefusedError(POISON)
