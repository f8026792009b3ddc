"""What is shown of regional reviews."""

from datetime import date

from chassis.problems.models import ResponseBody


class RegionalReviewBody(ResponseBody):
    """A regional review."""

    code: str
    """By which it is among the programme items."""
    title: str
    process: str
    process_name: str
    planned_on: date | None
    held_on: date | None
    """Its last day; null until it has been held."""
    summary: str | None
    """What it sent up."""
    link: str | None
    states: list[str]
    """The States that took part, or are to; all members of the process unless others are named."""


class NamedBody(ResponseBody):
    """A region or a State."""

    code: str
    name: str


class RegionBody(ResponseBody):
    """The reviews of one region."""

    region: NamedBody
    """A regional commission."""
    states: int
    """How many States are counted in the region."""
    held: list[RegionalReviewBody]
    planned: list[RegionalReviewBody]
    without_review: list[NamedBody]
    """States of the region that took part in no review that was held, in this region or another."""


class CoverageBody(ResponseBody):
    """The regional reviews of a framework in a time."""

    framework: str
    since: date
    until: date | None
    regions: list[RegionBody]
