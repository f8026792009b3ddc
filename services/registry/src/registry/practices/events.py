"""What is published of practices; submissions and reviews are for audit only."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.ledger.events import EventData


class AlignmentPart(BaseModel):
    """A goal that a practice serves."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    framework: str
    goal: str
    degree: str
    """`high`, `medium` or `low`: of a commitment made from the practice."""


class PracticeAdopted(EventData, event_type="compact.practice.adopted.v1"):
    """A State adopts a practice: all that is needed to draft a commitment from it."""

    version: int
    """Of the practice."""
    practice_id: UUID
    practice: str = Field(examples=["kenya-joint-permits"])
    """The practice's code."""
    party: str
    """The State that adopts it."""
    title: str
    """Of the commitment: as the State names it, or the practice's."""
    summary: str = Field(examples=["Both ministries issue one permit, within a month."])
    """What the practice is."""
    kind: str = Field(examples=["policy"])
    """Of the commitment: `policy`, `process`, `financial` or `human_resources`."""
    form: str = Field(examples=["standalone"])
    """Of the commitment."""
    horizon: str
    """Of the commitment: `short`, `medium` or `long`."""
    alignments: list[AlignmentPart]
    """The goals that it serves."""
    markers: list[str]
    """As commitments have them: `gender`, `whole_of_government`, `whole_of_society`."""
    adoptions: int = Field(examples=[3])
    """How many States have adopted the practice, this one included."""


class PracticeSubmitted(EventData, event_type="compact.practice.submitted.v1"):
    """For audit: a practice waits for its review."""

    version: int
    submission_id: UUID
    code: str


class PracticeReviewed(EventData, event_type="compact.practice.reviewed.v1"):
    """For audit: the coordination group has decided on what was submitted."""

    version: int
    submission_id: UUID
    code: str
    decision: str
    """`promising` or `declined`."""
