"""What other services send: not within the bounds for clients, but as it can be kept and read again."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic_core import PydanticCustomError

from chassis.values.texts import check_storable

_LARGEST = 2**31 - 1
_ENDS = {datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)}
"""What the driver sends as endless."""


def check_received(value: Any) -> None:
    """Raise `PydanticCustomError` if a column cannot keep `value`, or something in it, as it is."""
    if isinstance(value, Mapping):
        for part in (*value, *value.values()):
            check_received(part)
    elif isinstance(value, list | tuple):
        for part in value:
            check_received(part)
    else:
        _check_one(value)


def _check_one(value: Any) -> None:
    match value:
        case str():
            check_storable(value)
        case datetime():
            check_instant(value)
        case int() if abs(value) > _LARGEST:
            raise PydanticCustomError("whole_number", "must be between -2147483647 and 2147483647")
        case float() if not math.isfinite(value):
            raise PydanticCustomError("finite_number", "must be a finite number")


def check_instant(moment: datetime) -> datetime:
    """`moment` in UTC. Raises `PydanticCustomError` if it has no offset, or is an end of the calendar."""
    if moment.tzinfo is None:
        raise PydanticCustomError("time", "must be a time with an offset")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        moment = datetime.max.replace(tzinfo=UTC)
    if moment in _ENDS:
        raise PydanticCustomError("time", "must be a time between the years 1 and 9999 in UTC")
    return moment
