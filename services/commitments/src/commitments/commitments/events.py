"""The events of commitments: published on `compact.commitments`, or kept for audit only."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.ledger.events import EventData
from chassis.problems import InvalidError
from commitments.commitments.models import CommitmentBody, IndicatorBody

LARGEST = 240 * 1024
"""Bytes of an event's data; a message on the bus stays under 256 KiB."""


class EventPart(BaseModel):
    """A part of an event's data."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class AlignmentPart(EventPart):
    """A goal that the commitment serves."""

    framework: str
    goal: str
    degree: str
    """`high`, `medium` or `low`."""


class YearValuePart(EventPart):
    """A value in a year."""

    year: int
    value: float


class IndicatorPart(EventPart):
    """By what the commitment is measured."""

    indicator_id: UUID
    code: str
    title: str
    unit: str
    direction: int
    """1: more is better; -1: less is better."""
    baseline: YearValuePart | None
    target: YearValuePart | None
    dimensions: dict[str, list[str]]
    """What values can be broken down by, and into what."""
    definition: str | None = Field(None, examples=["international-migrant.2"])
    """The code of the definition in the registry by which it counts."""

    @classmethod
    def of(cls, indicator: IndicatorBody) -> Self:
        """The part about `indicator`. A baseline without a value only says where to begin."""
        baseline, target = indicator.baseline, indicator.target
        has_value = baseline is not None and baseline.value is not None
        return cls(
            indicator_id=indicator.id,
            **indicator.model_dump(
                include={"code", "title", "unit", "direction", "dimensions", "definition"}
            ),
            baseline=YearValuePart.model_validate(baseline) if has_value else None,
            target=YearValuePart.model_validate(target) if target else None,
        )


class CommitmentData(EventData):
    """All that is public of a commitment, after what the event is about."""

    version: int
    commitment_id: UUID
    reference: str
    """What people call it by, such as `KEN-2027-014`."""
    title: str
    party: str
    """The lead party."""
    parties: list[str]
    """All parties, the lead first."""
    kind: str
    """`policy`, `process`, `financial` or `human_resources`."""
    form: str
    """`standalone`, `joint` or `matching`."""
    horizon: str
    """`short`, `medium` or `long`."""
    markers: list[str]
    """What runs across goals: `gender`, `child`, `whole_of_government`, `whole_of_society`, `refugees`."""
    alignments: list[AlignmentPart]
    indicators: list[IndicatorPart]
    description: str = ""
    area: str | None = None
    """Where, if not in all of the party's territory."""
    starts_on: date | None = None
    ends_on: date | None = None
    """Its last day."""
    origin: str = "declared"
    """`declared` by its party, or `derived` from what the party adopted or somebody else published."""
    derived_from: str | None = Field(None, examples=["SDG/10.7"])
    """What a derived one follows from."""
    status: str = "published"
    """Where it stands after this: `published`, `in_progress`, `fulfilled`, `withdrawn` or `expired`."""
    practice: str | None = Field(None, examples=["kenya-joint-permits"])
    """The code of the practice in the registry from which it was drafted."""

    @classmethod
    def of(cls, commitment: CommitmentBody, **more: Any) -> Self:
        """The event about `commitment`, with what `more` the event has."""
        same = set(cls.model_fields) - {"commitment_id", "alignments", "indicators"}
        return cls(
            commitment_id=commitment.id,
            **commitment.model_dump(include=same),
            alignments=[AlignmentPart.model_validate(one) for one in commitment.alignments],
            indicators=[IndicatorPart.of(one) for one in commitment.indicators],
            **more,
        )


class CommitmentPublished(CommitmentData, event_type="compact.commitment.published.v1"):
    """A party has committed."""


class CommitmentChanged(CommitmentData, event_type="compact.commitment.changed.v1"):
    """A published commitment reads otherwise now: a slip was corrected."""

    reason: str = ""


class CommitmentStarted(CommitmentData, event_type="compact.commitment.started.v1"):
    """Its party has begun to keep a commitment."""


class CommitmentFulfilled(CommitmentData, event_type="compact.commitment.fulfilled.v1"):
    """Its party has kept a commitment, as it declares itself."""

    reason: str
    """By what, as the party puts it."""


class CommitmentWithdrawn(CommitmentData, event_type="compact.commitment.withdrawn.v1"):
    """Its party stands under a commitment no more."""

    reason: str


class CommitmentExpired(CommitmentData, event_type="compact.commitment.expired.v1"):
    """The last day of a commitment has passed, and nobody has declared it fulfilled."""


class OwnStep(EventData):
    """What only the party itself may know: that a commitment is at another version."""

    version: int
    commitment_id: UUID


class CommitmentDrafted(OwnStep, event_type="compact.commitment.drafted.v1"):
    """For audit: a party works on a commitment."""


class CommitmentSubmitted(OwnStep, event_type="compact.commitment.submitted.v1"):
    """For audit: its author asks the party's focal point for approval."""


class CommitmentSentBack(OwnStep, event_type="compact.commitment.sent-back.v1"):
    """For audit: the focal point wants it otherwise."""

    reason: str


class CommitmentApproved(OwnStep, event_type="compact.commitment.approved.v1"):
    """For audit: the focal point stands behind it, as it reads."""


def check_size(event: EventData, pointer: str) -> None:
    """Raise `InvalidError` when `event` is too large for the bus because of what is at `pointer`."""
    if len(event.model_dump_json().encode()) > LARGEST:
        raise InvalidError.at(pointer, f"too long: all together may have at most {LARGEST} bytes")
