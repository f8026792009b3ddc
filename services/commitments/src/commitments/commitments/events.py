"""The events of commitments: published on `compact.commitments`, or kept for audit only."""

from typing import Self
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


class _CommitmentData(EventData):
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
    practice: str | None = Field(None, examples=["kenya-joint-permits"])
    """The code of the practice in the registry from which it was drafted."""

    @classmethod
    def of(cls, commitment: CommitmentBody) -> Self:
        """The event about `commitment`."""
        same = set(cls.model_fields) - {"commitment_id", "alignments", "indicators"}
        return cls(
            commitment_id=commitment.id,
            **commitment.model_dump(include=same),
            alignments=[AlignmentPart.model_validate(one) for one in commitment.alignments],
            indicators=[IndicatorPart.of(one) for one in commitment.indicators],
        )


class CommitmentPublished(_CommitmentData, event_type="compact.commitment.published.v1"):
    """A party has committed."""


class CommitmentChanged(_CommitmentData, event_type="compact.commitment.changed.v1"):
    """A published commitment reads otherwise now."""


class CommitmentDrafted(EventData, event_type="compact.commitment.drafted.v1"):
    """For audit: a party works on a commitment."""

    version: int
    commitment_id: UUID


def check_size(event: EventData, pointer: str) -> None:
    """Raise `InvalidError` when `event` is too large for the bus because of what is at `pointer`."""
    if len(event.model_dump_json().encode()) > LARGEST:
        raise InvalidError.at(pointer, f"too long: all together may have at most {LARGEST} bytes")
