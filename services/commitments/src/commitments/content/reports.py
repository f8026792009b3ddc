"""The content of a report: what a party says about a milestone's goals."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.problems.models import Line, PartyCode, Prose, RequestBody
from commitments.content.measures import Code

Language = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*$", max_length=35
    ),
]
"""A language by its BCP 47 tag: language, and perhaps script, region and variants."""
Passage = Annotated[Prose, StringConstraints(min_length=1, max_length=4000)]


class Challenge(RequestBody):
    """A difficulty that a party names openly."""

    goal: Code = Field(examples=["5"])
    text: Passage = Field(examples=["Consular services do not reach seasonal workers."])


class Practice(RequestBody):
    """Something that works, for others to learn from."""

    goal: Code = Field(examples=["18"])
    title: Line = Field(examples=["Recognition of skills before departure"])
    text: Passage = Field(examples=["Certificates are issued jointly by both countries."])


class ReportContent(RequestBody):
    """What a report says."""

    title: Line = Field(examples=["Voluntary national report of Kenya"])
    language: Language = Field("en", examples=["en"])
    challenges: list[Challenge] = Field(default=[], max_length=50)
    practices: list[Practice] = Field(default=[], max_length=50)


class NewReport(ReportContent):
    """A report of `party` for a milestone, to be kept as a draft."""

    milestone_id: UUID
    party: PartyCode = Field(examples=["KEN"])
