"""What the commitments service publishes on `compact.commitments`, and what it keeps for audit only."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.ledger.events import EventData
from chassis.problems import InvalidError
from commitments.content.commitments import CommitmentBody, IndicatorBody
from commitments.rules.observations import Coverage

LARGEST = 240 * 1024
"""Bytes of an event's data; a message on the bus stays under 256 KiB."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class FrameworkPublished(EventData, event_type="compact.framework.published.v1"):
    """A framework stands."""

    version: int
    framework_id: UUID
    code: str
    title: str


class GoalPublished(EventData, event_type="compact.goal.published.v1"):
    """A framework has a goal."""

    version: int
    goal_id: UUID
    framework: str
    """The framework's code."""
    code: str
    """The goal's code within its framework, such as `5` or `10.c`."""
    title: str


class AlignmentPart(_Part):
    """A goal that the commitment serves."""

    framework: str
    goal: str
    degree: str
    """`high`, `medium` or `low`."""


class YearValuePart(_Part):
    """A value in a year."""

    year: int
    value: float


class IndicatorPart(_Part):
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
    def telling(cls, indicator: IndicatorBody) -> Self:
        """What is told of `indicator`. A baseline without a value only says where to begin."""
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
    def telling(cls, commitment: CommitmentBody) -> Self:
        """What is told of `commitment`."""
        same = set(cls.model_fields) - {"commitment_id", "alignments", "indicators"}
        return cls(
            commitment_id=commitment.id,
            **commitment.model_dump(include=same),
            alignments=[AlignmentPart.model_validate(one) for one in commitment.alignments],
            indicators=[IndicatorPart.telling(one) for one in commitment.indicators],
        )


class CommitmentPublished(_CommitmentData, event_type="compact.commitment.published.v1"):
    """A party has committed."""


class CommitmentChanged(_CommitmentData, event_type="compact.commitment.changed.v1"):
    """A published commitment reads otherwise now."""


class ObservationPart(_Part):
    """One value."""

    year: int
    value: float
    slice: dict[str, str]
    """Whom the value describes; empty: everybody."""
    source_type: str
    revision: int
    """1, or higher for a later value of the same year and slice."""


class ObservationsRecorded(EventData, event_type="compact.observations.recorded.v1"):
    """Values of an indicator are known, at most 500 in one event."""

    version: int
    """Of the indicator."""
    indicator_id: UUID
    commitment_id: UUID
    party: str
    observations: list[ObservationPart]
    coverage: Coverage
    """How far the indicator is measured, with these values."""


class IndicatorProgressPart(_Part):
    """The judgement on one indicator."""

    indicator_id: UUID
    status: str
    score: float | None
    reason: str | None
    """Why it could not be assessed, or why confidence is low."""


class ProgressComputed(EventData, event_type="compact.progress.computed.v1"):
    """How far a commitment is, computed from what has been observed."""

    version: int
    """1, 2, ... of this commitment's computed progress."""
    commitment_id: UUID
    party: str
    status: str
    """`achieved`, `on_track`, `acceleration_needed`, `limited`, `deterioration` or `unable_to_assess`."""
    score: float | None
    """-5 (worst) to +5 (best)."""
    confidence: str
    """`normal` or `low`."""
    method: str
    method_version: str
    indicators: list[IndicatorProgressPart]


class ChallengePart(_Part):
    """A difficulty that the party names."""

    goal: str
    text: str


class PracticePart(_Part):
    """Something that works."""

    goal: str
    title: str
    text: str


class ReportSubmitted(EventData, event_type="compact.report.submitted.v1"):
    """A party has submitted its report. The event's time is the time of submission."""

    version: int
    report_id: UUID
    milestone_id: UUID
    party: str
    title: str
    language: str
    """BCP 47."""
    challenges: list[ChallengePart]
    practices: list[PracticePart]
    submission: int
    """1, 2, ... of this report: a returned report can be submitted again."""


class _ReportDecided(EventData):
    version: int
    report_id: UUID
    milestone_id: UUID
    party: str
    note: str
    """What the secretariat says on its quality."""


class ReportAccepted(_ReportDecided, event_type="compact.report.accepted.v1"):
    """The secretariat has accepted a report."""


class ReportReturned(_ReportDecided, event_type="compact.report.returned.v1"):
    """The secretariat has returned a report for another look; it stays public."""


PUBLISHED = (
    FrameworkPublished,
    GoalPublished,
    CommitmentPublished,
    CommitmentChanged,
    ObservationsRecorded,
    ProgressComputed,
    ReportSubmitted,
    ReportAccepted,
    ReportReturned,
)


class CommitmentDrafted(EventData, event_type="compact.commitment.drafted.v1"):
    """For audit: a party works on a commitment."""

    version: int
    commitment_id: UUID


class ReportDrafted(EventData, event_type="compact.report.drafted.v1"):
    """For audit: a party has begun or changed a report."""

    version: int
    report_id: UUID


class ReportCompleted(EventData, event_type="compact.report.completed.v1"):
    """For audit: a report's author has finished."""

    version: int
    report_id: UUID


class ReportSignedOff(EventData, event_type="compact.report.signed-off.v1"):
    """For audit: the party's focal point stands behind a report."""

    version: int
    report_id: UUID


def check_size(event: EventData, pointer: str) -> None:
    """Raise `InvalidError` when `event` is too large for the bus because of what is at `pointer`."""
    if len(event.model_dump_json().encode()) > LARGEST:
        raise InvalidError.at(pointer, f"too long: all together may have at most {LARGEST} bytes")
