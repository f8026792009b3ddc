"""The steps of a note, over HTTP: put away, and put back on its shelf."""

from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select, update

from chassis.database import Transaction
from chassis.http.operation import Operation
from chassis.identity import Principal
from chassis.ledger.events import EventData
from chassis.problems import NotFoundError
from chassis.resources.steps import ReasonBody, Receipt, Steps
from tests.support.chassis.notebook.events import NoteArchived, NoteRestored
from tests.support.chassis.notebook.lifecycle import NOTE
from tests.support.chassis.notebook.tables import note


class StoredNote(NamedTuple):
    """A note, as far as its steps need it."""

    id: UUID
    version: int
    archived_reason: str | None

    @property
    def status(self) -> str:
        """Follows from the reason for which it was archived."""
        return "written" if self.archived_reason is None else "archived"


async def locked_note(tx: Transaction, identity: UUID, _: Principal) -> StoredNote:
    """The note, locked. Raises `NotFoundError`."""
    wanted = select(note.c.id, note.c.version, note.c.archived_reason).where(note.c.id == identity)
    row = (await tx.execute(wanted.with_for_update())).one_or_none()
    if row is None:
        raise NotFoundError("There is no such note.")
    return StoredNote._make(row)


router = APIRouter(tags=["notes"], route_class=Operation)
steps = Steps(router, NOTE, key=UUID, load=locked_note)


@steps.step("archive")
async def archive_note(tx: Transaction, stored: StoredNote, _: Principal, body: ReasonBody) -> Receipt:
    """Put a note away."""
    after = stored._replace(version=stored.version + 1, archived_reason=body.reason)
    return await _save(tx, after, NoteArchived(reason=body.reason, version=after.version))


@steps.step("restore")
async def restore_note(tx: Transaction, stored: StoredNote, _: Principal) -> Receipt:
    """Put a note back on its shelf."""
    after = stored._replace(version=stored.version + 1, archived_reason=None)
    return await _save(tx, after, NoteRestored(version=after.version))


async def _save(tx: Transaction, after: StoredNote, event: EventData) -> Receipt:
    values = {"version": after.version, "archived_reason": after.archived_reason}
    await tx.execute(update(note).where(note.c.id == after.id).values(values))
    event_id = tx.append(event, subject=after.id)
    return Receipt.of(after, event_id)
