"""Keyset pagination: page 10,000 costs what page 1 costs (RFC 8288 for the links)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request, Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, TypeAdapter
from sqlalchemy import BigInteger, ColumnElement, Select, tuple_
from sqlalchemy.types import TypeEngine

from chassis.http.cursors import foreign_cursor, list_digest, read_cursor, write_cursor
from chassis.values import DIGITS, Key, check_storable

T = TypeVar("T")
MOST = 500
Limit = Annotated[int, Field(ge=1, le=MOST), DIGITS]
_STRICTER: dict[type, Any] = {
    datetime: Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))],
    str: Annotated[str, AfterValidator(check_storable)],
    Decimal: Annotated[Decimal, Field(allow_inf_nan=False)],
}


class Page(BaseModel, Generic[T]):
    """A part of a list."""

    items: list[T]
    next_cursor: str | None = None
    """Give it as `cursor` to get the next part; absent on the last."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is wanted."""

    limit: int
    after: tuple[Any, ...] | None


async def _paging(
    request: Request,
    limit: Annotated[Limit, Query(description="How many items at most.")] = 50,
    cursor: Annotated[Key | None, Query(max_length=2000, description="From `next_cursor`.")] = None,
) -> Paging:
    return Paging(limit, None if cursor is None else read_cursor(_digest(request), cursor))


Pages = Annotated[Paging, Depends(_paging)]


def _digest(request: Request) -> str:
    return list_digest(request.scope["path"], request.query_params.multi_items())


def after(select: Select[Any], paging: Paging, *keys: ColumnElement[Any]) -> Select[Any]:
    """`select` in the order of `keys`, the last of which is unique, beginning after the cursor.

    It asks for one row too many, by which `page` knows whether there is a next page.
    """
    values = cursor_values(paging, *(key.type for key in keys))
    if values is not None:
        select = select.where(tuple_(*keys) > tuple_(*values))
    return select.order_by(*keys).limit(paging.limit + 1)


def cursor_values(paging: Paging, *kinds: TypeEngine[Any], nullable: bool = False) -> list[Any] | None:
    """Where the page begins, as values of columns of `kinds`; `None` for the first page.

    `nullable`: the first of several columns may have no value.

    Raises `InvalidError` for a key that this list cannot have.
    """
    if paging.after is None:
        return None
    if len(paging.after) != len(kinds):
        raise foreign_cursor()
    try:
        first, *rest = zip(kinds, paging.after, strict=True)
        no_value = nullable and first[1] is None
        return [None if no_value else _value(*first), *(_value(*one) for one in rest)]
    except (ValueError, OverflowError) as error:
        raise foreign_cursor() from error


def _value(kind: TypeEngine[Any], part: Any) -> Any:
    return _reader(kind).validate_python(part)


@cache
def _reader(kind: TypeEngine[Any]) -> TypeAdapter[Any]:
    """What reads the key of a column of `kind`, and refuses a value that such a column cannot have."""
    if kind.python_type is int:
        size = 63 if isinstance(kind, BigInteger) else 31
        return TypeAdapter(Annotated[int, Field(ge=-(2**size), lt=2**size)])
    return TypeAdapter(_STRICTER.get(kind.python_type, kind.python_type))


def page(
    rows: Sequence[T], paging: Paging, request: Request, response: Response, *keys: str
) -> tuple[list[T], str | None]:
    """The rows to show and the next cursor; adds the `Link` header when there is a next page."""
    if len(rows) <= paging.limit:
        return list(rows), None
    shown = list(rows[: paging.limit])
    cursor = write_cursor(_digest(request), [getattr(shown[-1], key) for key in keys])
    query = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"] + [("cursor", cursor)]
    path = quote(request.scope["path"], safe="/:")
    response.headers["Link"] = f'<{path}?{urlencode(query)}>; rel="next"'
    return shown, cursor
