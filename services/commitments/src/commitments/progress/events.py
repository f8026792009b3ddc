"""The event of computed progress."""

from uuid import UUID

from chassis.ledger.events import EventData
from commitments.commitments.events import EventPart


class IndicatorProgressPart(EventPart):
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
