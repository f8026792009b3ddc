"""What is sent and shown of observations: values, the years and slices they describe, and their sources."""

import json
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, field_validator

from chassis.problems.models import RequestBody, ResponseBody
from chassis.values import Instant, MeasuredValue
from commitments.commitments.models import DimensionName, SliceValue
from commitments.commitments.rules.coverage import Coverage
from commitments.commitments.values import Year
from commitments.observations.rules import canonical

SourceType = Literal[
    "census",
    "household_survey",
    "labour_force_survey",
    "administrative",
    "country",
    "country_adjusted",
    "estimate",
    "modelled",
    "global_monitoring",
    "other",
]
"""Where a value comes from; `country` is a country's own figure of which no more is known."""
Quality = Literal["final", "provisional", "estimated"]


class ObservationContent(RequestBody):
    """One value, of one year and slice."""

    year: Year = Field(examples=[2026])
    value: MeasuredValue = Field(examples=[17.25])
    slice: dict[DimensionName, SliceValue] = Field(
        default={}, description="Whom it describes; empty: everybody.", examples=[{"sex": "female"}]
    )
    source_type: SourceType = Field(examples=["labour_force_survey"])
    quality: Quality = "final"


class Observations(RequestBody):
    """Values of one indicator; all are taken or none."""

    observations: list[ObservationContent] = Field(min_length=1, max_length=500)


class RecordedBody(ResponseBody):
    """What was recorded."""

    indicator_id: UUID
    version: int
    recorded: int
    """How many values were new; a value that stands already is not recorded again."""
    coverage: Coverage


class ObservationBody(ResponseBody):
    """One value."""

    year: int
    slice: dict[str, str]
    """Whom it describes; empty: everybody."""
    value: float
    revision: int
    source_type: SourceType
    quality: Quality
    recorded_at: Instant
    event_id: UUID

    @property
    def slice_key(self) -> str:
        """The slice as it is stored, and by which lists are in order."""
        return canonical(self.slice)

    @field_validator("slice", mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value
