"""What is published of participations."""

import datetime as dt
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.ledger.events import EventData


class ParticipationPart(BaseModel):
    """An action of a State on an instrument."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    id: UUID
    version: int
    """Of the participation: 1 when it is new, more when what is known of it is different."""
    code: str = Field(examples=["ICRMW.KEN.signature.2027-02-15"])
    instrument: str = Field(examples=["ICRMW"])
    """The instrument's code."""
    action: str = Field(examples=["signature"])
    """`signature`, `ratification`, `accession`, `succession`, `acceptance`, `reservation`,
    `reservation_withdrawal`, `objection` or `withdrawal`."""
    date: dt.date
    in_force: dt.date | None = Field(examples=[None])
    """From when it has effect for the State, if known."""
    note: str | None = Field(examples=[None])
    source: str = Field(examples=["UN Treaty Collection, C.N.61.2027"])
    """The source."""
    as_of: dt.date
    """The day as of which it is so."""


class ParticipationsRecorded(EventData, event_type="compact.participations.recorded.v1"):
    """What a State has done on instruments is known, or known otherwise; at most 500 actions in one event."""

    version: int
    """How many such events there are of the State, this one included."""
    state: str = Field(examples=["KEN"])
    """The State's ISO 3166-1 alpha-3 code."""
    participations: list[ParticipationPart]
