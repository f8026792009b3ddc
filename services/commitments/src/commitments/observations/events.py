"""The events of observations."""

from uuid import UUID

from chassis.ledger.events import EventData
from commitments.commitments.events import EventPart
from commitments.commitments.rules.coverage import Coverage


class ObservationPart(EventPart):
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
