"""Revisions: what an entry was from one recording until the next, also of entries that were removed."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, literal_column, select

from chassis.database import Session
from chassis.http.pages import Paging, after
from chassis.resources.collections.collection import Collection


class StoredRevision(NamedTuple):
    """An entry as it was from one recording until the next."""

    id: UUID
    version: int
    recorded_at: datetime
    superseded_at: datetime | None
    document: dict[str, Any]


async def some(
    session: Session, collection: Collection, key: str, paging: Paging
) -> Sequence[StoredRevision]:
    """A page of the revisions of the entries with `key`, the first first.

    It has one too many when there is a next page.
    """
    columns = collection.revisions.c
    of_key = _revisions(collection).where(columns[collection.key] == key)
    rows = await session.execute(after(of_key, paging, columns.recorded_at, columns.version))
    return [StoredRevision._make(row) for row in rows]


@cache
def _revisions(collection: Collection) -> Select[Any]:
    columns = collection.revisions.c
    return select(
        columns.id,
        columns.version,
        columns.recorded_at,
        func.nullif(columns.superseded_at, literal_column("timestamptz 'infinity'")).label("superseded_at"),
        columns.document,
    ).where(columns.noun == collection.table.name)
