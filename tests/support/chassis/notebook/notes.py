"""Use cases: what can be done with a note."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update

from chassis import timers
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.http.preconditions import check_match
from chassis.problems import NotFoundError
from chassis.timers import Due
from tests.support.chassis.notebook.events import NoteReminded, NoteWritten
from tests.support.chassis.notebook.tables import note, reminder

REMINDER = "reminder"


async def write(tx: Transaction, text: str, *, shelf: str = "desk", party: str = "global") -> UUID:
    """Write a new note and tell of it."""
    identity = new_id()
    await tx.execute(insert(note).values(id=identity, shelf=shelf, text=text))
    tx.append(NoteWritten(text=text), subject=identity, party=party)
    return identity


async def rewrite(tx: Transaction, identity: UUID, text: str, if_match: str) -> int:
    """Give a note a new text; returns its new version."""
    found = (await tx.execute(select(note).where(note.c.id == identity).with_for_update())).one_or_none()
    if found is None:
        raise NotFoundError("There is no such note.")
    check_match(if_match, found)
    version: int = found.version + 1
    await tx.execute(update(note).where(note.c.id == identity).values(text=text, version=version))
    tx.append(NoteWritten(text=text, version=version), subject=identity)
    return version


async def remind(tx: Transaction, subject: str, at: datetime) -> None:
    """Let a reminder be given."""
    await timers.schedule(tx, REMINDER, subject, at)


async def give_reminder(tx: Transaction, due: Due) -> None:
    """The time has come."""
    await tx.execute(insert(reminder).values(subject=due.subject, given_at=func.clock_timestamp()))
    tx.append(NoteReminded(reason="due"), subject=due.subject, public=False)
