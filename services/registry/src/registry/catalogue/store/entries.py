"""Entries of the catalogue: writing them with their history, and finding those that are known."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Table, TextClause, text

from chassis.database import Transaction
from registry.catalogue.store.sessions import Session

_MOMENT = """
    moment AS MATERIALIZED (
        SELECT greatest(clock_timestamp(), time + interval '1 microsecond') AS time FROM chassis.ledger_head
    )
"""


class Referrer(NamedTuple):
    """An entry that refers to another."""

    entry_type: str
    code: str


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
def _find(table: Table) -> TextClause:
    own = set(table.columns.keys()) - set(_content_columns(table)) | {"id", "version"}
    return text(
        f"""
        SELECT entry.code, entry.id, entry.version,
               (to_jsonb(entry) - ARRAY[{", ".join(map(repr, sorted(own)))}])::text AS content,
               revision.recorded_by
        FROM {table.fullname} entry
        LEFT JOIN registry.revision ON revision.noun = '{table.name}' AND revision.id = entry.id
            AND revision.version = entry.version
        WHERE entry.code = ANY (:codes)
        """
    )


async def find(session: Session, table: Table, codes: Collection[str]) -> dict[str, StoredEntry]:
    """Those of `codes` that are stored."""
    rows = await session.execute(_find(table), {"codes": list(codes)})
    return {row.code: StoredEntry(row.id, row.version, row.content, row.recorded_by) for row in rows}


def _with_history(table: Table, before: str, write: str) -> TextClause:
    """The statement that does `write`, which returns entries whole, and keeps them in the history.

    `before`: further parts of the statement, each ending in a comma. `:by` is who records it.
    """
    return text(
        f"""
        WITH {_MOMENT}, {before} kept AS ({write} RETURNING *),
        closed AS (
            UPDATE registry.revision SET superseded_at = moment.time FROM kept, moment
            WHERE kept.version > 1 AND revision.noun = '{table.name}' AND revision.id = kept.id
              AND revision.version = kept.version - 1
        )
        INSERT INTO registry.revision (noun, id, version, code, recorded_at, recorded_by, document)
        SELECT '{table.name}', kept.id, kept.version, kept.code, moment.time, :by, to_jsonb(kept)
        FROM kept, moment
        """
    )


@cache
def _write(table: Table) -> TextClause:
    names = _content_columns(table)
    columns = ", ".join(f'"{name}"' for name in names)
    replaced = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in {"id", "code"})
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
    return _with_history(table, given, write)


async def write(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert entries, or replace those with the same `id`; each version stays in the history."""
    await tx.execute(_write(table), {"rows": to_json(rows).decode(), "by": tx.origin.correlation_id})


@cache
def _count(table: Table, column: str) -> TextClause:
    counted = f"{column} = {column} + 1, version = version + 1"
    return _with_history(table, "", f"UPDATE {table.fullname} SET {counted} WHERE code = :code")


async def count(tx: Transaction, table: Table, code: str, column: str) -> None:
    """Add one to what the service itself counts of an entry, which has its next version by that."""
    await tx.execute(_count(table, column), {"code": code, "by": tx.origin.correlation_id})


@cache
def _remove(table: Table) -> TextClause:
    return text(
        f"""
        WITH {_MOMENT}, gone AS (DELETE FROM {table.fullname} WHERE id = :id)
        UPDATE registry.revision SET superseded_at = moment.time FROM moment
        WHERE noun = '{table.name}' AND id = :id AND superseded_at = 'infinity'
        """
    )


async def remove(tx: Transaction, table: Table, entry_id: UUID) -> None:
    """Delete an entry; its history stays."""
    await tx.execute(_remove(table), {"id": entry_id})


async def missing(session: Session, table: str, codes: Collection[str]) -> set[str]:
    """Those of `codes` that no entry of `table` has."""
    unknown = text(
        f"""
        SELECT code FROM unnest(CAST(:codes AS text[])) code
        WHERE NOT EXISTS (SELECT FROM registry."{table}" entry WHERE entry.code = code.code)
        """
    )
    return set((await session.execute(unknown, {"codes": list(codes)})).scalars())


async def parents(session: Session, table: str) -> dict[str, str]:
    """The parent of each entry of `table` that has one, by code."""
    found = text(f'SELECT code, parent FROM registry."{table}" WHERE parent IS NOT NULL')
    return {row.code: row.parent for row in await session.execute(found)}


async def referrer(session: Session, places: Iterable[tuple[Table, str]], code: str) -> Referrer | None:
    """One entry that has `code` in one of `places` (a table and its column), if there is one."""
    for table, name in places:
        column = table.c[name]
        has = f"{name} @> ARRAY[:code]" if column.type.python_type is list else f"{name} = :code"
        found = text(f"SELECT '{table.name}' AS entry_type, code FROM {table.fullname} WHERE {has} LIMIT 1")
        row = (await session.execute(found, {"code": code})).one_or_none()
        if row is not None:
            return Referrer._make(row)
    return None
