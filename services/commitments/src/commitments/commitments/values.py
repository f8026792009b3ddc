"""Years, directions, and codes of the registry's entries."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from chassis.values import INTEGER

Year = Annotated[int, Field(strict=True, ge=1900, le=2100), INTEGER]
"""A calendar year."""


def _whole(value: Any) -> Any:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


Direction = Annotated[Literal[1, -1], BeforeValidator(_whole)]
"""1: more is better; -1: less is better. Without the validator, `true` would be 1."""
RegistryCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
"""The code of an entry of the registry, such as the definition `international-migrant.2`."""
