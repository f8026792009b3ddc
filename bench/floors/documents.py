"""Commitments as they are sent and answered: the same documents that the commitments service has."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
Year = Annotated[int, Field(ge=1900, le=2100)]
Marker = Literal["gender", "child", "whole_of_government", "whole_of_society", "refugees"]


class Alignment(BaseModel):
    """A goal that a commitment serves."""

    framework: Code
    goal: Code
    degree: Literal["high", "medium", "low"]


class Baseline(BaseModel):
    """Where measurement begins."""

    year: Year
    value: float | None = None


class Target(BaseModel):
    """What is to be reached."""

    year: Year
    value: float


class NewIndicator(BaseModel):
    """By what a commitment is measured."""

    code: Code
    title: Text
    unit: Text
    direction: Literal[1, -1]
    baseline: Baseline | None = None
    target: Target | None = None
    dimensions: dict[str, list[str]] = Field(default={}, max_length=6)
    aligned_with: Code | None = None


class Coverage(BaseModel):
    """How far an indicator is measured."""

    points: int = 0
    latest_year: int | None = None
    by_sex: bool = False
    by_age: bool = False


class Indicator(NewIndicator):
    """An indicator that is kept."""

    id: UUID
    version: int = 1
    coverage: Coverage = Coverage()


class Promise(BaseModel):
    """What new and kept commitments share."""

    title: Text
    description: Annotated[str, StringConstraints(max_length=20_000)] = ""
    kind: Literal["policy", "process", "financial", "human_resources"]
    form: Literal["standalone", "joint", "matching"] = "standalone"
    horizon: Literal["short", "medium", "long"]
    markers: list[Marker] = []
    area: Text | None = None
    parties: list[str] = Field(default=[], max_length=200)
    alignments: list[Alignment] = Field(default=[], max_length=100)


class NewCommitment(Promise):
    """A commitment that is sent."""

    party: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,19}$")]
    indicators: list[NewIndicator] = Field(default=[], max_length=100)


class Commitment(Promise):
    """A commitment that is kept."""

    id: UUID
    version: int = 1
    reference: str
    party: str
    status: Literal["draft", "published"] = "draft"
    published_at: datetime | None = None
    progress: str | None = None
    score: float | None = None
    indicators: list[Indicator]


def kept(commitment: NewCommitment, commitment_id: UUID, reference: str, ids: list[UUID]) -> Commitment:
    """`commitment` with what it gets when it is kept."""
    pairs = zip(commitment.indicators, ids, strict=True)
    return Commitment(
        **{name: getattr(commitment, name) for name in Promise.model_fields if name != "parties"},
        id=commitment_id,
        reference=reference,
        party=commitment.party,
        parties=[commitment.party],
        indicators=[Indicator.model_construct(**dict(one), id=new) for one, new in pairs],
    )
