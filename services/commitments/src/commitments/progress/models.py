"""A computed judgement on a commitment, and what it was computed from."""

from collections.abc import Mapping
from typing import Literal, Self
from uuid import UUID

from chassis.problems.models import ResponseBody
from chassis.values import Instant
from commitments.commitments.rules.progress_status import ProgressStatus
from commitments.progress.rules import Confidence


class Input(ResponseBody):
    """A value that a judgement rests on."""

    year: int
    value: float
    event_id: UUID | None = None
    """The event that records it; none for a baseline that its author stated."""
    sequence: int | None = None
    """Where that event stands in the ledger."""


class GivenTarget(ResponseBody):
    """What is to be reached, and by when."""

    year: int
    value: float


class IndicatorProgress(ResponseBody):
    """The judgement on one indicator: what was computed, and all that is needed to compute it again."""

    indicator_id: UUID
    code: str
    status: ProgressStatus
    score: float | None
    ratio: float | None
    growth: float | None
    required_growth: float | None
    confidence: Confidence
    reason: str | None
    direction: Literal[1, -1]
    base: Input | None
    latest: Input | None
    target: GivenTarget | None

    def events(self) -> list[UUID]:
        """The events that record the inputs."""
        return [one.event_id for one in (self.base, self.latest) if one and one.event_id]

    def at(self, sequences: Mapping[UUID, int]) -> Self:
        """This judgement with the places of its inputs in the ledger."""
        return self.model_copy(
            update={"base": _at(self.base, sequences), "latest": _at(self.latest, sequences)}
        )


def _at(one: Input | None, sequences: Mapping[UUID, int]) -> Input | None:
    if one is None or one.event_id is None:
        return one
    return one.model_copy(update={"sequence": sequences.get(one.event_id)})


class ProgressBody(ResponseBody):
    """Computed progress of a commitment."""

    commitment_id: UUID
    version: int
    status: ProgressStatus
    score: float | None
    """-5 (worst) to +5 (best)."""
    confidence: Confidence
    method: str
    method_version: str
    computed_at: Instant
    indicators: list[IndicatorProgress]
