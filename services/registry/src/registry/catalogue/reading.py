"""Reading entries: one, a page of them, and what they were before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast, get_args

from sqlalchemy import Row

from chassis.http.pages import Paging
from registry.catalogue.content import Entry, Wanted
from registry.catalogue.noun import C, Noun
from registry.errors import EntryNotFoundError
from registry.store import Session, lists
from registry.store.catalogue import missing

_NOT_FILTERS = frozenset(Wanted.model_fields)


async def check_known(session: Session, table: str, code: str) -> None:
    """Raise `EntryNotFoundError` unless there is an entry of `table` with `code`."""
    if await missing(session, table, [code]):
        raise EntryNotFoundError(table.replace("_", " "), code)


def check_wanted(noun: Noun[C]) -> None:
    """Raise `UnknownFilterError` unless what a list of the noun can be asked for is there."""
    fields = noun.wanted.model_fields
    sorts = get_args(fields["sort"].annotation)
    lists.check_filters(noun.table, sorted(fields.keys() - _NOT_FILTERS), sorts)


async def one(session: Session, noun: Noun[C], code: str, as_of: datetime | None = None) -> Entry:
    """The entry with `code`, now or as it was recorded at `as_of`. Raises `EntryNotFoundError`."""
    row = await lists.one(session, noun.table, code, as_of)
    if row is None:
        raise EntryNotFoundError(noun.title, code)
    return noun.shown.model_validate_json(row)


async def some(session: Session, noun: Noun[C], paging: Paging, wanted: Wanted) -> list[Entry]:
    """A page of entries as `wanted`, with one too many when there is a next page."""
    filters = wanted.model_dump(exclude=set(_NOT_FILTERS), exclude_none=True)
    rows = await lists.some(session, noun.table, paging, filters, wanted.sort, wanted.as_of)
    return [noun.shown.model_validate_json(row) for row in rows]


async def contents(session: Session, noun: Noun[C], paging: Paging, wanted: Wanted) -> list[C]:
    """A page of what is said of entries as `wanted`, by code, without one too many."""
    entries = await some(session, noun, paging, wanted.model_copy(update={"sort": "code"}))
    return [_content(noun, entry) for entry in entries[: paging.limit]]


def _content(noun: Noun[C], entry: Entry) -> C:
    fields = noun.content.model_fields
    return cast("C", noun.content.model_construct(**{name: getattr(entry, name) for name in fields}))


async def revisions(session: Session, noun: Noun[C], code: str, paging: Paging) -> Sequence[Row[Any]]:
    """A page of what the entry with `code` was. Raises `EntryNotFoundError` when it never was."""
    rows = await lists.revisions(session, noun.table, code, paging)
    if not rows and paging.after is None:
        raise EntryNotFoundError(noun.title, code)
    return rows
