"""Bringing the checks of `chassis.base.finite` to a schema that is in use."""

from typing import NamedTuple

from alembic import op
from sqlalchemy import text

from chassis.base.finite import OPEN_END, condition

_COLUMNS = text(
    """
    SELECT table_.relname AS of_table, column_.attname AS name, format_type(column_.atttypid, NULL) AS type,
           starts_with(coalesce(pg_get_expr(preset.adbin, preset.adrelid), ''), :open_end) AS is_open,
           EXISTS (
               SELECT FROM pg_constraint
               WHERE conrelid = table_.oid AND conname = format('ck_%s_%s_finite', relname, attname)
           ) AS is_checked
    FROM pg_class table_
    JOIN pg_attribute column_ ON column_.attrelid = table_.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef preset ON preset.adrelid = table_.oid AND preset.adnum = attnum
    WHERE relnamespace = CAST(:schema AS regnamespace) AND relkind IN ('r', 'p')
      AND atttypid IN (CAST('timestamptz' AS regtype), CAST('date' AS regtype))
    ORDER BY relname, attnum
    """
)


class _Place(NamedTuple):
    of_table: str
    name: str
    type: str
    is_open: bool
    is_checked: bool


def refuse_infinity(schema: str) -> None:
    """Add the check to every column of `schema` that can need it, and mend the rows that break it.

    Each statement is a transaction of its own, so that no table is locked for longer than it takes; what was
    done before an interruption is not done again. An infinite value becomes the first or the last that a
    client may send.
    """
    with op.get_context().autocommit_block():
        values = {"schema": schema, "open_end": OPEN_END}
        for place in [_Place._make(row) for row in op.get_bind().execute(_COLUMNS, values)]:
            _refuse(schema, place)


def _refuse(schema: str, place: _Place) -> None:
    table, check = f'{schema}."{place.of_table}"', f'"ck_{place.of_table}_{place.name}_finite"'
    finite = condition(place.name, is_open=place.is_open)
    if not place.is_checked:
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({finite}) NOT VALID")
    first, last = (f"CAST('{value}' AS {place.type})" for value in ("1900-01-01 00:00Z", "2199-12-31 23:59Z"))
    mended = f"CASE WHEN \"{place.name}\" = 'infinity' THEN {last} ELSE {first} END"
    op.execute(f'UPDATE {table} SET "{place.name}" = {mended} WHERE NOT ({finite})'.replace(":", r"\:"))
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {check}")
