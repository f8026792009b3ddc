"""The content of observations: values, the years and slices they describe, and where they come from."""

from typing import Literal

from pydantic import Field

from chassis.problems.models import RequestBody
from commitments.content.commitments import DimensionName, SliceValue
from commitments.content.measures import Measure, Year

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
    value: Measure = Field(examples=[17.25])
    slice: dict[DimensionName, SliceValue] = Field(
        default={}, description="Whom it describes; empty: everybody.", examples=[{"sex": "female"}]
    )
    source_type: SourceType = Field(examples=["labour_force_survey"])
    quality: Quality = "final"


class Observations(RequestBody):
    """Values of one indicator; all are taken or none."""

    observations: list[ObservationContent] = Field(min_length=1, max_length=500)
