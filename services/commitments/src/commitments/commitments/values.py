"""Measured values, years, and codes of the registry's entries."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

SIGNIFICANT_DIGITS = 15
"""As many decimal digits as a double keeps for sure."""


def _exact(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool) and digits(value) > SIGNIFICANT_DIGITS:
        raise PydanticCustomError("digits", "a value has at most 15 significant digits")
    return value


def digits(value: float) -> int:
    """The significant decimal digits of `value`, in its shortest form."""
    mantissa = repr(value).lower().partition("e")[0]
    return len(mantissa.replace(".", "").lstrip("-0").rstrip("0"))


MeasuredValue = Annotated[float, BeforeValidator(_exact), Field(strict=True, allow_inf_nan=False)]
"""A measured value: a finite JSON number of at most 15 significant digits."""

Year = Annotated[int, Field(strict=True, ge=1900, le=2100)]
"""A calendar year."""


RegistryCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
"""The code of an entry of the registry, such as the definition `international-migrant.2`."""
