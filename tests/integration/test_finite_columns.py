"""No time and no day in any table is infinite, whoever writes it."""

from typing import Any

from sqlalchemy import CheckConstraint, MetaData, Row, text

from chassis.base.finite import OPEN_END
from chassis.base.tables import metadata as of_chassis
from chassis.database import Database
from chassis.testing.plugin import MakeDatabase
from contracts.generate import SERVICES

COLUMNS = text(
    """
    SELECT n.nspname AS schema, c.relname AS of_table, a.attname AS name,
           starts_with(coalesce(pg_get_expr(d.adbin, d.adrelid), ''), :open_end) AS is_open,
           (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
            WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.convalidated
              AND k.conname = format('ck_%s_%s_finite', c.relname, a.attname)) AS checked
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY (:schemas)
      AND a.atttypid IN ('timestamptz'\\:\\:regtype, 'timestamp'\\:\\:regtype, 'date'\\:\\:regtype)
    """
)


HIDDEN = text(
    """
    SELECT format('%s.%s.%s', n.nspname, c.relname, a.attname)
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_range r ON t.oid IN (r.rngtypid, r.rngmultitypid)
    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_|^information_schema$'
      AND (n.nspname <> ALL (:schemas) OR 'D' IN (
          SELECT typcategory FROM pg_type WHERE oid IN (t.typelem, t.typbasetype, r.rngsubtype)
      ))
    """
)
"""Columns of schemas that are not ours, and times inside of an array, a range or a domain."""


async def columns(url: str, schemas: list[str]) -> list[Row[Any]]:
    async with Database(url, name="test") as database, database.engine.connect() as connection:
        values = {"schemas": schemas, "open_end": OPEN_END}
        return list((await connection.execute(COLUMNS, values)).all())


def wanted(column: Row[Any]) -> str:
    name = column.name if column.name.isidentifier() and column.name != "time" else f'"{column.name}"'
    if column.is_open:
        return f"CHECK (({name} <> '-infinity'::timestamp with time zone))"
    return f"CHECK (isfinite({name}))"


async def test_every_column_with_times_or_days_has_a_check_that_they_are_finite(
    make_database: MakeDatabase,
) -> None:
    found = [
        column
        for service in SERVICES
        for column in await columns(await make_database(service.name), [service.name, "chassis"])
    ]
    assert len(found) > 100
    unchecked = [
        f"{one.schema}.{one.of_table}.{one.name}: {one.checked}"
        for one in found
        if one.checked != wanted(one)
    ]
    assert unchecked == []


async def test_no_time_is_where_no_check_looks(make_database: MakeDatabase) -> None:
    for service in SERVICES:
        url = await make_database(service.name)
        async with Database(url, name="test") as database, database.reading() as session:
            found = await session.execute(HIDDEN, {"schemas": [service.name, "chassis"]})
            assert list(found.scalars()) == []


async def test_tables_declare_the_checks_that_the_database_has(make_database: MakeDatabase) -> None:
    for service in SERVICES:
        found = await columns(await make_database(service.name), [service.name, "chassis"])
        declared = {*_declared(service.metadata), *_declared(of_chassis)}
        assert {(one.of_table, f"ck_{one.of_table}_{one.name}_finite") for one in found} == declared


def _declared(metadata: MetaData) -> set[tuple[str, str]]:
    return {
        (table.name, str(constraint.name))
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and str(constraint.name).endswith("_finite")
    }
