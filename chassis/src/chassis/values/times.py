"""Points in time and days: RFC 3339 with an offset, and `YYYY-MM-DD`, within bounds of years.

A number is never a time, a time never a day, and a time without an offset neither. What is a `datetime` or a
`date` already was made by the service itself, and passes.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, NoReturn

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo
from pydantic_core import PydanticCustomError

from chassis.base.clock import rfc3339
from chassis.values.stored import is_stored

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Of what clients may send, in UTC."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6}0*)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_NAIVE = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}(:?\d{2}){0,2}(\.\d+)?", re.ASCII)
_SPACE_FOR_PLUS = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\S* \d{2}:\d{2}", re.ASCII)

NOT_AN_INSTANT = "must be a time with seconds and an offset, such as 2026-12-10T17:00:00Z"
NAIVE = "a time needs an offset: append Z for UTC, or one such as +03:00"
NOT_A_DAY = "must be a day, such as 2026-12-10"
NEITHER = "must be a day, such as 2026-12-10, or a time with an offset, such as 2026-12-10T17:00:00Z"
OUT_OF_BOUNDS = f"must be within the years {FIRST_YEAR} to {LAST_YEAR}"


def end_of(day: date) -> datetime:
    """The instant at which `day` is over, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC)


def is_within_bounds(value: datetime | date) -> bool:
    """Whether a client could send `value`: an instant in UTC, or a day."""
    return FIRST_YEAR <= value.year <= LAST_YEAR


def _instant(value: Any, info: ValidationInfo) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        _refuse(_reason(value))
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        _refuse("there is no such time")
    if is_stored(info.context):
        return moment
    # One year more on each side, so that the conversion cannot leave what a `datetime` can be.
    if not FIRST_YEAR - 1 <= moment.year <= LAST_YEAR + 1 or not is_within_bounds(moment.astimezone(UTC)):
        _refuse(OUT_OF_BOUNDS)
    return moment.astimezone(UTC)


def _reason(value: Any) -> str:
    if isinstance(value, str) and _SPACE_FOR_PLUS.fullmatch(value):
        return "the + of an offset is written %2B in a query"
    return NAIVE if isinstance(value, str) and _NAIVE.fullmatch(value) else NOT_AN_INSTANT


def _day(value: Any, info: ValidationInfo) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        _refuse(NOT_A_DAY)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        _refuse("there is no such day")
    if not is_stored(info.context) and not is_within_bounds(day):
        _refuse(OUT_OF_BOUNDS)
    return day


def _instant_or_day(value: Any, info: ValidationInfo) -> datetime | date:
    if isinstance(value, str) and not _INSTANT.fullmatch(value) and not _DAY.fullmatch(value):
        _refuse(f"{NAIVE}; or give a day" if _NAIVE.fullmatch(value) else NEITHER)
    if not isinstance(value, str | date):
        _refuse(NEITHER)
    is_day = _DAY.fullmatch(value) if isinstance(value, str) else not isinstance(value, datetime)
    return _day(value, info) if is_day else _instant(value, info)


def _refuse(reason: str) -> NoReturn:
    raise PydanticCustomError("time", "{reason}", {"reason": reason})


_Rfc3339 = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Instant = Annotated[
    datetime, BeforeValidator(_instant), PlainSerializer(rfc3339, return_type=_Rfc3339, when_used="json")
]
"""A point in time; RFC 3339 with an offset, in the years 1900 to 2199, answered in UTC."""
Day = Annotated[date, BeforeValidator(_day)]
"""A day of the years 1900 to 2199, as `YYYY-MM-DD`."""
InstantOrDay = Annotated[datetime | date, BeforeValidator(_instant_or_day)]
"""A point in time, or a day when the field has a meaning for days."""
