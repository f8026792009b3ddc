"""Rows as an earlier release could have stored them, where the types of today take no such values.

Only values change that had fewer rules before: texts, days, instants and numbers. Codes, choices and keys
had the same rules ever since 0.2.0. What the checks of a table refuse, the migrations have mended or nobody
could store: an endless time, for one.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, Self

import asyncpg

TEXTS = ("a\x1b\x85\u202e\u2028b", "\u2066a\n b\u2069", "\u200b\ufeff\x7f\ufffd", "x" * 450)
DAYS = ("0001-01-01", "9999-12-31", "1815-06-09", "2200-01-01")
INSTANTS = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
    "1815-06-09T00:00:00Z",
    "2200-01-01T00:00:00Z",
)
NUMBERS = (1.7976931348623157e308, -1.7976931348623157e308, 5e-324, -0.0)
ROUNDS = range(4)
FREE = frozenset(
    {
        "area",
        "article",
        "closed_reason",
        "contact",
        "depositary",
        "description",
        "detail",
        "dismissed_reason",
        "exemption_reason",
        "extension_reason",
        "label",
        "mandate",
        "name",
        "names",
        "note",
        "place",
        "reason",
        "record",
        "reply",
        "short_name",
        "source",
        "spelling",
        "statement",
        "summary",
        "term",
        "text",
        "title",
        "titles",
        "unit",
    }
)
"""Columns, and keys of documents, that hold texts of people."""
_DAY, _INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}$"), re.compile(r"\d{4}-\d{2}-\d{2}T")
_VALUES = {
    "text": TEXTS,
    "character varying": TEXTS,
    "date": DAYS,
    "timestamp with time zone": INSTANTS,
    "double precision": NUMBERS,
}
_COLUMNS = """
SELECT format('%I.%I', n.nspname, c.relname) AS of_table, a.attname AS name,
       format_type(a.atttypid, NULL) AS type,
       ARRAY(SELECT pg_get_expr(k.conbin, k.conrelid) FROM pg_constraint k
             WHERE k.conrelid = c.oid AND k.contype = 'c' AND a.attnum = ANY (k.conkey)) AS checks,
       EXISTS (SELECT FROM pg_index i
               WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey)) AS is_key
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') ORDER BY 1, a.attnum
"""


class Former:
    """Makes rows of a database such; as a superuser, with its triggers and references out of the way."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection
        self._columns: list[asyncpg.Record] = []

    @classmethod
    @asynccontextmanager
    async def of(cls, url: str, *schemas: str) -> AsyncIterator[Self]:
        """One for the tables of `schemas`, whose checks it remembers as they are now."""
        connection = await asyncpg.connect(url)
        try:
            await connection.execute("SET session_replication_role = replica")
            former = cls(connection)
            former._columns = await connection.fetch(_COLUMNS, schemas)
            yield former
        finally:
            await connection.close()

    async def keys(self, table: str, column: str) -> list[str]:
        """What names some rows of `table`."""
        found = await self._connection.fetch(f"SELECT {column} FROM {table} ORDER BY 1 LIMIT 2")
        return [str(one[0]) for one in found]

    async def settle(self) -> None:
        """Make endless days and times ordinary ones, which checks do not let be otherwise."""
        for column in self._columns:
            if column["type"] in {"date", "timestamp with time zone"} and any(
                "isfinite" in check for check in column["checks"]
            ):
                await self._connection.execute(
                    f"""UPDATE {column["of_table"]} SET "{column["name"]}" = '2026-01-01'"""
                    f""" WHERE NOT isfinite("{column["name"]}")"""
                )

    async def filled(self) -> set[str]:
        """The columns that `store` would change, in tables that have rows."""
        has_rows = {
            table: await self._connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})")
            for table in {column["of_table"] for column in self._columns}
        }
        return {_name(one) for one in self._columns if has_rows[one["of_table"]] and _can_be_former(one)}

    async def store(self, turn: int) -> set[str]:
        """Give every column, and what is in documents, its value of this `turn`; returns which have it."""
        changed = set()
        for column in filter(_can_be_former, self._columns):
            if column["type"] == "jsonb":
                is_stored = await self._store_in_documents(column, turn)
            else:
                is_stored = await self._store(column, _VALUES[column["type"]][turn], turn)
            changed |= {_name(column)} if is_stored else set()
        return changed

    async def _store(self, column: asyncpg.Record, value: Any, turn: int) -> bool:
        """Whether there are rows that could have had `value` here, and have it now."""
        table, name = column["of_table"], column["name"]
        literal = str(value).replace("'", "''")
        undo = self._connection.transaction()
        await undo.start()
        done = await self._connection.execute(
            f"""UPDATE {table} SET "{name}" = '{literal}'::{column["type"]}"""
            f""" WHERE "{name}" IS NOT NULL OR {turn % 2 > 0}"""
        )
        holds = " AND ".join(f"coalesce({check}, true)" for check in column["checks"]) or "true"
        if await self._connection.fetchval(f"SELECT EXISTS (SELECT FROM {table} WHERE NOT ({holds}))"):
            await undo.rollback()
            return False
        await undo.commit()
        return done != "UPDATE 0"

    async def _store_in_documents(self, column: asyncpg.Record, turn: int) -> bool:
        table, name = column["of_table"], column["name"]
        rows = await self._connection.fetch(f'SELECT ctid, "{name}"::text AS document FROM {table}')
        for row in rows:
            if row["document"] is not None:
                document = json.dumps(_former(json.loads(row["document"]), turn, is_free=name in FREE))
                await self._connection.execute(
                    f'UPDATE {table} SET "{name}" = $1::text::jsonb WHERE ctid = $2', document, row["ctid"]
                )
        return bool(rows)


def _name(column: asyncpg.Record) -> str:
    return f"{column['of_table']}.{column['name']}"


def _can_be_former(column: asyncpg.Record) -> bool:
    if column["is_key"]:
        return False
    is_text = _VALUES.get(column["type"]) is TEXTS
    return column["name"] in FREE if is_text else column["type"] in {"jsonb", *_VALUES}


def _former(value: Any, turn: int, *, is_free: bool) -> Any:
    if isinstance(value, dict):
        return {key: _former(part, turn, is_free=is_free or key in FREE) for key, part in value.items()}
    if isinstance(value, list):
        return [_former(part, turn, is_free=is_free) for part in value]
    if isinstance(value, str):
        return next(_others(value, turn), TEXTS[turn] if is_free and value else value)
    return NUMBERS[turn] if isinstance(value, float) else value


def _others(value: str, turn: int) -> Iterator[str]:
    if _INSTANT.match(value):
        yield INSTANTS[turn]
    if _DAY.match(value):
        yield DAYS[turn]
