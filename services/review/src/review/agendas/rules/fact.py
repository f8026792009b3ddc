"""What every fact of the record is made of: frozen, closed, and with a link to the row that records it."""

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """One fact, or a part of one."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )


class Evidence(Fact):
    """A link to one public row of a ledger, and to the resource that it is about."""

    source: str
    sequence: int
    href: str
