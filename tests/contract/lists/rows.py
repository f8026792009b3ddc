"""Rows of any table, made of nothing or of each other: enough of them for lists to have pages.

They need not be rows that an operation could make: an endless date, for one, must not break a list.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any, Self
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy import Table

from chassis.local_postgres.access import PostgresAccess
from chassis.process.runtime import Runtime

Row = dict[str, Any]
_VALUES: dict[type, Callable[[], Any]] = {
    str: lambda: "x",
    int: lambda: 1,
    float: lambda: 1.0,
    bool: lambda: False,
    UUID: lambda: str(uuid4()),
    datetime: lambda: datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
    date: lambda: "2026-01-01",
    list: list,
    dict: dict,
    object: list,
}


def row(table: Table, **given: Any) -> Row:
    """A row with what `table` cannot be without, and what is given."""
    needed = {
        column.name: _VALUES[column.type.python_type]()
        for column in table.columns
        if not column.nullable and column.server_default is None and column.name not in given
    }
    return needed | given


_UNCHECK = """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT conrelid::regclass AS held, conname FROM pg_constraint
        WHERE contype IN ('c', 'u', 'x') AND conrelid <> 0
          AND connamespace::regnamespace::text !~ '^(pg_|information)'
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', one.held, one.conname); END LOOP;
END $$
"""


class Filler:
    """Writes rows as a superuser: neither checks nor triggers nor references are in the way."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def on(cls, server: PostgresAccess, runtime: Runtime) -> AsyncIterator[Self]:
        """A filler of the database of `runtime`."""
        name = str(runtime.settings.database_url.get_secret_value()).rpartition("/")[2]
        connection = await asyncpg.connect(server.url(name))
        try:
            await connection.execute("SET session_replication_role = replica")
            await connection.execute(_UNCHECK)
            yield cls(connection)
        finally:
            await connection.close()

    async def add(self, table: str, rows: Iterable[Row]) -> None:
        """Insert `rows`."""
        documents = json.dumps(list(rows))
        if documents == "[]":
            return
        columns = ", ".join(f'"{name}"' for name in json.loads(documents)[0])
        await self._connection.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"
            f" FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb)",
            documents,
        )

    async def remove(self, table: str, where: str) -> list[Row]:
        """Delete rows, and return them."""
        found = await self._connection.fetch(f"DELETE FROM {table} t WHERE {where} RETURNING to_jsonb(t)")
        return [json.loads(record[0]) for record in found]

    async def first(self, table: str, where: str = "true") -> Row:
        """One row."""
        found = await self._connection.fetchval(f"SELECT to_jsonb(t) FROM {table} t WHERE {where} LIMIT 1")
        shown: Row = json.loads(found)
        return shown

    async def codes(self, query: str) -> list[str]:
        """The values of the first column of a query."""
        return [str(record[0]) for record in await self._connection.fetch(query)]

    async def run(self, statement: str) -> None:
        """Execute a statement."""
        await self._connection.execute(statement)
