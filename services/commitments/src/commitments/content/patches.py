"""Merge patches (RFC 7396) of what authors wrote: what is absent stays, `null` removes."""

from typing import Any, ClassVar, TypeVar

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from chassis.problems.models import Line, PartyCode, Prose, RequestBody
from commitments.content.commitments import Alignment, Form, Horizon, IndicatorContent, Kind, Markers
from commitments.content.reports import Challenge, Language, Practice

C = TypeVar("C", bound=RequestBody)


class Patch(RequestBody):
    """Changes to a content: `changed` gives the content with them."""

    removable: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*", mode="before")
    @classmethod
    def _keeps_what_is_needed(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None and info.field_name not in cls.removable:
            raise PydanticCustomError("removed", "this cannot be removed")
        return value

    def changed(self, content: C) -> C:
        """`content` with the fields that this patch names."""
        return content.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})


class CommitmentPatch(Patch):
    """Changes to a commitment. The lists replace those that are there."""

    removable: ClassVar[frozenset[str]] = frozenset({"area"})

    title: Line | None = None
    description: Prose | None = None
    kind: Kind | None = None
    form: Form | None = None
    horizon: Horizon | None = None
    markers: Markers | None = None
    area: Line | None = None
    parties: list[PartyCode] | None = Field(None, max_length=200)
    alignments: list[Alignment] | None = Field(None, max_length=100)
    indicators: list[IndicatorContent] | None = Field(None, max_length=100)


class ReportPatch(Patch):
    """Changes to a report. The lists replace those that are there."""

    title: Line | None = None
    language: Language | None = None
    challenges: list[Challenge] | None = Field(None, max_length=50)
    practices: list[Practice] | None = Field(None, max_length=50)
