"""Who belongs to a process: its members and observers, its chair and its secretariat, on a day."""

from datetime import date

from chassis.database import Session
from registry.catalogue.errors import EntryNotFoundError
from registry.roles.store import process_members as store
from registry.roles.store.process_members import ProcessMembers


async def on_day(session: Session, code: str, day: date) -> ProcessMembers:
    """Who belongs to the process with `code` on `day`. Raises `EntryNotFoundError`."""
    found = await store.on_day(session, code, day)
    if found is None:
        raise EntryNotFoundError("process", code)
    return found
