"""What is sent and shown of submissions and adoptions."""

from typing import Literal

from pydantic import Field

from chassis.problems.models import Instant, Line, PartyCode, Prose, RequestBody, ResponseBody
from registry.practices.rules import Decision

Status = Literal["submitted", "promising", "declined"]


class ReviewBody(RequestBody):
    """The decision of the coordination group on a submission."""

    decision: Decision
    reason: Prose = Field(min_length=1)


class NewAdoption(RequestBody):
    """The State that adopts a practice."""

    party: PartyCode = Field(examples=["KEN"])
    title: Line | None = Field(None, description="Of its commitment; the practice's when absent.")


class AdoptionBody(ResponseBody):
    """That a State has adopted a practice."""

    practice: str
    party: str
    title: str
    adopted_at: Instant
