"""What the contents of all entries and the queries of all lists have in common."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar, Self, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from chassis.base.clock import today
from chassis.ledger.events import EventData
from chassis.problems.models import RequestBody, ResponseBody
from chassis.resources.collections.models import CollectionQuery
from chassis.values import Day, Line, check_line, check_link, is_stored
from registry.catalogue.rules.identity import code_of


def not_in_the_future(day: date, info: ValidationInfo) -> date:
    """`day`, unless it is still to come."""
    if day > today() and not is_stored(info.context):
        raise ValueError("must not be in the future")
    return day


def refuse(fault: str | None, info: ValidationInfo) -> None:
    """Raise what makes pydantic refuse a field with the reason `fault`, if there is one.

    What is stored passes: it may be older than the rule, or than the mending of another field.
    """
    if fault is not None and not is_stored(info.context):
        raise PydanticCustomError("contradiction", "{fault}", {"fault": fault})


Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
"""By what an entry is known."""
PastDay = Annotated[Day, AfterValidator(not_in_the_future)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
"""BCP 47."""
ByLanguage = Annotated[dict[Language, Line], Field(max_length=50)]
Codes = Annotated[list[Code], Field(max_length=300)]
Goal = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,19}/[A-Za-z0-9.]{1,10}$")]
"""A goal of a framework, such as `GCM/5`."""
Link = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s\x00]+$", max_length=2000),
    AfterValidator(check_line),
    AfterValidator(check_link),
]
Derived = Annotated[str, StringConstraints(max_length=200), AfterValidator(check_line), Field(default="")]
"""A code that the service makes; who sends one must send that."""


class Sourced(BaseModel):
    """With a source, as of a day."""

    source: Line = Field(description="The source.", examples=["A/RES/45/158"])
    as_of: PastDay = Field(description="The day as of which it is so.", examples=["2026-01-31"])


class Content(Sourced, RequestBody):
    """The content of an entry."""

    code_parts: ClassVar[Sequence[str]] = ()
    """The fields of which the code is made, in order; none: who registers an entry gives it one."""

    code: str

    @model_validator(mode="after")
    def _derive_code(self, info: ValidationInfo) -> Self:
        if self.code_parts and not (self.code and is_stored(info.context)):
            code = code_of(vars(self), self.code_parts)
            if self.code not in {"", code}:
                raise ValueError(f"the code is made from the other fields: {code}")
            object.__setattr__(self, "code", code)  # frozen, but not yet seen by anyone
        return self


C = TypeVar("C", bound=Content)


class Entry(ResponseBody):
    """How an entry is shown, besides its content."""

    id: UUID
    version: int


class Recorded(EventData):
    """The event of a change, with the whole content."""

    id: UUID
    version: int


class ListQuery(CollectionQuery):
    """Which entries of a list are wanted, and in which order: by code unless another is asked for."""

    sort: str = "code"
