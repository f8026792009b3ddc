"""Numbers: measured values, and whole numbers of queries. In bodies only numbers are numbers."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

MOST_DIGITS = 20
"""As many as a ledger's `sequence` has in an event, with the zeros before it."""
_DIGITS = re.compile(r"-?[0-9]+", re.ASCII)


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        if not _DIGITS.fullmatch(value):
            raise PydanticCustomError("whole_number", "must be a whole number")
        if len(value) > MOST_DIGITS:
            raise PydanticCustomError("whole_number", f"must have at most {MOST_DIGITS} digits")
        return int(value)
    return value


def _integer(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


INTEGER = BeforeValidator(_integer)
"""That `5.0` is a whole number in a body, as in JSON Schema; behind its bounds, as `DIGITS`."""
MeasuredValue = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A measured value: a finite JSON number, kept as the IEEE double that is nearest to it."""
DIGITS = BeforeValidator(_whole)
"""That a whole number in a query is decimal digits; behind its bounds, so that OpenAPI has these."""
