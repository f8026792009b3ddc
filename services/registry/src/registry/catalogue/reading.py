"""Reads entries: one, a page of them, and their revisions."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from chassis.database import Session
from chassis.http.pages import Paging
from chassis.resources.collections import listing
from chassis.resources.collections import revisions as stored_revisions
from chassis.resources.collections.revisions import StoredRevision
from chassis.values import AS_STORED
from registry.catalogue.entry_types import C, EntryType
from registry.catalogue.errors import EntryNotFoundError
from registry.catalogue.models import Entry, ListQuery
from registry.catalogue.store.entries import missing


async def check_exists(session: Session, table: str, code: str) -> None:
    """Raise `EntryNotFoundError` unless there is an entry of `table` with `code`."""
    if await missing(session, table, [code]):
        raise EntryNotFoundError(table.replace("_", " "), code)


async def one(session: Session, entry_type: EntryType[C], code: str, as_of: datetime | None = None) -> Entry:
    """The entry with `code`, now or as it was recorded at `as_of`. Raises `EntryNotFoundError`."""
    row = await listing.one(session, entry_type.collection, code, as_of)
    if row is None:
        raise EntryNotFoundError(entry_type.title, code)
    return entry_type.shown.model_validate_json(row, context=AS_STORED)


async def some(session: Session, entry_type: EntryType[C], paging: Paging, query: ListQuery) -> list[Entry]:
    """A page of the entries that `query` selects, with one too many when there is a next page."""
    rows = await listing.some(
        session, entry_type.collection, paging, query.filters(), query.sort, query.as_of
    )
    return [entry_type.shown.model_validate_json(row, context=AS_STORED) for row in rows]


async def contents(session: Session, entry_type: EntryType[C], paging: Paging, query: ListQuery) -> list[C]:
    """A page of the contents of the entries that `query` selects, by code, without one too many."""
    entries = await some(session, entry_type, paging, query.model_copy(update={"sort": "code"}))
    return [_content(entry_type, entry) for entry in entries[: paging.limit]]


def _content(entry_type: EntryType[C], entry: Entry) -> C:
    fields = entry_type.content.model_fields
    return cast("C", entry_type.content.model_construct(**{name: getattr(entry, name) for name in fields}))


async def revisions(
    session: Session, entry_type: EntryType[C], code: str, paging: Paging
) -> Sequence[StoredRevision]:
    """A page of the revisions of the entries with `code`, the first first.

    Raises `EntryNotFoundError` when there never was such an entry.
    """
    rows = await stored_revisions.some(session, entry_type.collection, code, paging)
    if not rows and paging.after is None:
        raise EntryNotFoundError(entry_type.title, code)
    return rows
