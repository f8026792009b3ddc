"""Lists of entries: filtered, in an order, page by page, now or as they were recorded at a time.

The database writes each row as JSON, which is read without a detour. Statements are made once for each
combination of filters.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, get_args

from sqlalchemy import Column, Table, TextClause, text
from sqlalchemy.types import TypeEngine

from chassis.database import Session
from chassis.http.pages import Paging, cursor_values
from chassis.resources.collections.collection import Collection
from chassis.resources.collections.models import CollectionQuery
from chassis.resources.collections.ordering import finite, order_keys
from chassis.resources.collections.terms import in_force

_RANGES = {"_from": ">=", "_until": "<="}
_TERMS = (("since", "until"), ("valid_from", "valid_until"))
"""Columns that say from which day on and until before which day something is in force."""


class Restriction(NamedTuple):
    """Conditions on each `entry` of a list beyond the query's, and the values of their parameters."""

    conditions: tuple[str, ...] = ()
    values: Mapping[str, Any] = MappingProxyType({})


UNRESTRICTED = Restriction()


class UnknownFilterError(Exception):
    """A filter or an order is named after no column; the service does not start."""


def check_query(collection: Collection, query: type[CollectionQuery]) -> None:
    """Raise `UnknownFilterError` unless each filter and order of `query` means a column of `collection`."""
    fields = query.model_fields
    for name in sorted(fields.keys() - CollectionQuery.model_fields.keys()):
        _condition(collection.table, name)
    for sort in get_args(fields["sort"].annotation):
        _column(collection.table, sort.removeprefix("-"))


async def one(
    session: Session,
    collection: Collection,
    key: str,
    as_of: datetime | None,
    restriction: Restriction = UNRESTRICTED,
) -> str | None:
    """The entry with `key` as JSON, if there is one."""
    values = {"key": key, "as_of": as_of, **restriction.values}
    statement = _one(collection, as_of is not None, restriction.conditions)
    row: str | None = (await session.execute(statement, values)).scalar_one_or_none()
    return row


async def some(
    session: Session,
    collection: Collection,
    paging: Paging,
    filters: Mapping[str, Any],
    sort: str,
    as_of: datetime | None,
    restriction: Restriction = UNRESTRICTED,
) -> Sequence[str]:
    """A page of entries as JSON, with one too many when there is a next page."""
    name, falling = sort.removeprefix("-"), sort.startswith("-")
    values: dict[str, Any] = {**filters, **restriction.values, "limit": paging.limit + 1}
    if as_of is not None:
        values["as_of"] = as_of
    columns = _sorted_by(collection, name)
    kinds = [column.type for column in columns]
    for position, value in enumerate(cursor_values(paging, *kinds, nullable=bool(columns[0].nullable)) or ()):
        values[f"after_{position}"] = value
    when = (paging.after is not None, as_of is not None)
    statement = _some(collection, tuple(filters), restriction.conditions, name, falling, *when)
    return (await session.execute(statement, values)).scalars().all()


@cache
def _one(collection: Collection, historic: bool, conditions: tuple[str, ...]) -> TextClause:
    wanted = " AND ".join((f'entry."{collection.key}" = :key', *conditions))
    return text(f"{_shown(collection, historic)} WHERE {wanted}")


@cache
def _some(
    collection: Collection,
    filters: tuple[str, ...],
    restrictions: tuple[str, ...],
    sort: str,
    falling: bool,
    later: bool,
    historic: bool,
) -> TextClause:
    table = collection.table
    columns = _sorted_by(collection, sort)
    keys = [key for column in columns for key in order_keys(column, _of_entry(column))]
    conditions = [*(_condition(table, name) for name in filters), *restrictions]
    if later:
        conditions.append(f"({', '.join(keys)}) {'<' if falling else '>'} ({_after(columns)})")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    direction = "DESC" if falling else "ASC"
    order = ", ".join(f"{key} {direction}" for key in keys)
    return text(f"{_shown(collection, historic)} {where} ORDER BY {order} LIMIT :limit")


def _shown(collection: Collection, historic: bool) -> str:
    """The entries as JSON. An endless date is none: JSON has no name for it, and no reader knows one."""
    columns = collection.table.columns
    shown = ", ".join(f'{finite(column, _of_entry(column))} AS "{column.name}"' for column in columns)
    source = _source(collection, historic)
    return f"SELECT row_to_json(shown)::text FROM {source} CROSS JOIN LATERAL (SELECT {shown}) shown"


def _of_entry(column: Column[Any]) -> str:
    return f'entry."{column.name}"'


def _source(collection: Collection, historic: bool) -> str:
    """The table itself, or what its rows were at a time."""
    table = collection.table
    if not historic:
        return f"{table.fullname} entry"
    return f"""(
        SELECT was.* FROM {collection.revisions.fullname},
               jsonb_populate_record(CAST(NULL AS {table.fullname}), document) was
        WHERE noun = '{table.name}' AND recorded_at <= :as_of AND superseded_at > :as_of
    ) entry"""


def _condition(table: Table, name: str) -> str:
    """The condition of a filter, by the filter's name; see `CollectionQuery`."""
    columns = table.columns
    if name in columns and columns[name].type.python_type is not list:
        return f'entry."{name}" = {_parameter(name, columns[name].type)}'
    if f"{name}s" in columns and columns[f"{name}s"].type.python_type is list:
        return f'entry."{name}s" @> ARRAY[CAST(:{name} AS text)]'
    for ending, sign in _RANGES.items():
        column = name.removesuffix(ending)
        if name.endswith(ending) and column in columns:
            return f'entry."{column}" {sign} {_parameter(name, columns[column].type)}'
    for begin, end in _TERMS:
        if name == "date" and begin in columns and end in columns:
            day = _parameter(name, columns[begin].type)
            return in_force(day, f"entry.{begin}", f"entry.{end}")
    raise UnknownFilterError(f"{table.name} has no column for the filter {name}")


def _parameter(name: str, kind: TypeEngine[Any]) -> str:
    return f"CAST(:{name} AS {kind.compile()})"


def _column(table: Table, name: str) -> Column[Any]:
    if name not in table.columns:
        raise UnknownFilterError(f"{table.name} has no column {name} to be sorted by")
    return table.columns[name]


def _sorted_by(collection: Collection, sort: str) -> list[Column[Any]]:
    """The columns of an order; the last is unique."""
    return [_column(collection.table, name) for name in dict.fromkeys([sort, collection.key])]


def _after(columns: Sequence[Column[Any]]) -> str:
    """The keys of the entry after which a page begins."""
    values = [(column, _parameter(f"after_{place}", column.type)) for place, column in enumerate(columns)]
    return ", ".join(key for column, value in values for key in order_keys(column, value))
