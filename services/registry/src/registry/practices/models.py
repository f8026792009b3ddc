"""What is sent and shown of submissions and adoptions."""

from typing import Literal

from pydantic import Field

from chassis.problems.models import RequestBody, ResponseBody
from chassis.values import Instant, Line, PartyCode, RequiredProse
from registry.practices.rules import Decision

Status = Literal["submitted", "promising", "declined"]


class ReviewBody(RequestBody):
    """The decision of the coordination group on a submission."""

    decision: Decision
    reason: RequiredProse


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
