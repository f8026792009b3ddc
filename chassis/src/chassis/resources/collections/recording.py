"""Recording entries: each version is written and kept in the history in one statement."""

from collections.abc import Collection as Some
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Table, TextClause, text

from chassis.database import Session, Transaction
from chassis.resources.collections.collection import Collection

_MOMENT = """
    moment AS MATERIALIZED (
        SELECT greatest(clock_timestamp(), time + interval '1 microsecond') AS time FROM chassis.ledger_head
    )
"""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A stored entry."""

    id: UUID
    version: int
    content: str
    """Its content, as JSON."""
    recorded_by: str | None
    """The correlation id of what recorded it."""


def _content_columns(table: Table) -> list[str]:
    """The columns that an entry's content fills, `id` and `version` with them.

    A column with a default of its own is the service's: no content has it, and it stays through changes.
    """
    return [column.name for column in table.columns if column.server_default is None]


@cache
def _find(collection: Collection) -> TextClause:
    table, revisions = collection.table, collection.revisions
    own = set(table.columns.keys()) - set(_content_columns(table)) | {"id", "version"}
    return text(
        f"""
        SELECT entry."{collection.key}" AS key, entry.id, entry.version,
               (to_jsonb(entry) - ARRAY[{", ".join(map(repr, sorted(own)))}])::text AS content,
               {revisions.name}.recorded_by
        FROM {table.fullname} entry
        LEFT JOIN {revisions.fullname} ON {revisions.name}.noun = '{table.name}'
            AND {revisions.name}.id = entry.id AND {revisions.name}.version = entry.version
        WHERE entry."{collection.key}" = ANY (:keys)
        """
    )


async def find(session: Session, collection: Collection, keys: Some[str]) -> dict[str, StoredEntry]:
    """The entries with `keys`, by key, as far as they are stored."""
    rows = await session.execute(_find(collection), {"keys": list(keys)})
    return {row.key: StoredEntry(row.id, row.version, row.content, row.recorded_by) for row in rows}


def _with_history(collection: Collection, before: str, write: str) -> TextClause:
    """The statement that does `write`, which returns entries whole, and keeps them in the history.

    `before`: further parts of the statement, each ending in a comma. `:by` is who records it.
    """
    table, revisions, key = collection.table, collection.revisions, collection.key
    return text(
        f"""
        WITH {_MOMENT}, {before} kept AS ({write} RETURNING *),
        closed AS (
            UPDATE {revisions.fullname} SET superseded_at = moment.time FROM kept, moment
            WHERE kept.version > 1 AND {revisions.name}.noun = '{table.name}'
              AND {revisions.name}.id = kept.id AND {revisions.name}.version = kept.version - 1
        )
        INSERT INTO {revisions.fullname} (noun, id, version, "{key}", recorded_at, recorded_by, document)
        SELECT '{table.name}', kept.id, kept.version, kept."{key}", moment.time, :by, to_jsonb(kept)
        FROM kept, moment
        """
    )


@cache
def _write(collection: Collection) -> TextClause:
    table = collection.table
    names = _content_columns(table)
    columns = ", ".join(f'"{name}"' for name in names)
    constant = {"id", collection.key}
    replaced = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in constant)
    given = f"""
        given AS MATERIALIZED (
            SELECT * FROM jsonb_populate_recordset(
                CAST(NULL AS {table.fullname}), CAST(CAST(:rows AS text) AS jsonb))
        ),
    """
    write = f"""
        INSERT INTO {table.fullname} ({columns}) SELECT {columns} FROM given
        ON CONFLICT (id) DO UPDATE SET {replaced}
    """
    return _with_history(collection, given, write)


async def write(tx: Transaction, collection: Collection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert entries, or replace those with the same `id`; each version stays in the history."""
    await tx.execute(_write(collection), {"rows": to_json(rows).decode(), "by": tx.origin.correlation_id})


@cache
def _count(collection: Collection, column: str) -> TextClause:
    counted = f"{column} = {column} + 1, version = version + 1"
    update = f'UPDATE {collection.table.fullname} SET {counted} WHERE "{collection.key}" = :key'
    return _with_history(collection, "", update)


async def count(tx: Transaction, collection: Collection, key: str, column: str) -> None:
    """Add one to what the service itself counts of an entry, which has its next version by that."""
    await tx.execute(_count(collection, column), {"key": key, "by": tx.origin.correlation_id})


@cache
def _remove(collection: Collection) -> TextClause:
    table = collection.table
    return text(
        f"""
        WITH {_MOMENT}, gone AS (DELETE FROM {table.fullname} WHERE id = :id)
        UPDATE {collection.revisions.fullname} SET superseded_at = moment.time FROM moment
        WHERE noun = '{table.name}' AND id = :id AND superseded_at = 'infinity'
        """
    )


async def remove(tx: Transaction, collection: Collection, entry_id: UUID) -> None:
    """Delete an entry; its history stays."""
    await tx.execute(_remove(collection), {"id": entry_id})
