"""The order of a list by a column: what has no value there comes last, and first when the order falls.

A comparison with null is neither true nor false, and no value can stand for it without being taken for one:
so whether there is a value is a key of its own, before the value. An endless date counts as none.
"""

from datetime import date, datetime

from sqlalchemy import Column, Date, DateTime, TextClause, text

_STANDINS = {str: "''", int: "0", date: "'1900-01-01'::date", datetime: "'1900-01-01'::timestamptz"}
"""What is compared among entries that have no value: any value, as they all have it."""


def order_keys(column: Column[object], value: str) -> list[str]:
    """SQL expressions of the keys by which entries are sorted whose `column` is `value`; none is null."""
    if not column.nullable:
        return [value]
    known = finite(column, value)
    return [f"({known} IS NULL)", f"COALESCE({known}, {_STANDINS[column.type.python_type]})"]


def finite(column: Column[object], value: str) -> str:
    """SQL that is null where `value` of a nullable `column` is an endless date, and else the value."""
    if not (column.nullable and isinstance(column.type, Date | DateTime)):
        return value
    kind = "date" if isinstance(column.type, Date) else "timestamptz"
    return f"NULLIF(NULLIF({value}, 'infinity'::{kind}), '-infinity'::{kind})"


def dated(name: str) -> tuple[TextClause, TextClause]:
    """The expressions of an index by which entries are read in the order of a nullable date column."""
    present, value = order_keys(Column(name, Date(), nullable=True), name)
    return text(present), text(value)
