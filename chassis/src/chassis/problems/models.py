"""Base classes of request and response bodies, and types that many fields share."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.base.clock import rfc3339


def check_storable(value: str) -> str:
    """`value`, unless it has characters that no text in PostgreSQL can have."""
    if "\x00" in value:
        raise PydanticCustomError("unstorable", "NUL is no character of a text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise PydanticCustomError("unstorable", "a lone surrogate is no character of a text") from error
    return value


Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500, strip_whitespace=True),
    AfterValidator(check_storable),
]
"""A text of one to 500 characters."""

Prose = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(check_storable)]
"""A text of up to 20,000 characters."""

PartyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,19}$")]
"""A State by its ISO 3166-1 alpha-3 code, or another party by its registered code."""

Instant = Annotated[AwareDatetime, PlainSerializer(rfc3339, return_type=str, when_used="json")]
"""A point in time; RFC 3339 with a zone, answered in UTC."""


class RequestBody(BaseModel):
    """What a client sends: closed, so that a misspelt field is refused and not lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ResponseBody(BaseModel):
    """What a client gets."""

    model_config = ConfigDict(
        from_attributes=True,
        frozen=True,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )
