"""Base classes of request and response bodies. The types of their fields are `chassis.values`."""

from pydantic import BaseModel, ConfigDict


class RequestBody(BaseModel):
    """What a client sends: closed, so that a misspelt field is refused and not lost.

    It is strict: a number is a number, and neither a text nor a truth value is taken for one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


class ResponseBody(BaseModel):
    """What a client gets."""

    model_config = ConfigDict(
        from_attributes=True,
        frozen=True,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )
