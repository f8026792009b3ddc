"""What is shown of the status of States."""

from datetime import date
from typing import Literal

from pydantic import Field

from chassis.problems.models import ResponseBody
from registry.treaties.rules.status import Status


class _Standing(ResponseBody):
    status: Status | Literal["unknown"] = Field(examples=["party"])
    """`party`: has deposited its consent to be bound, or endorsed what binds nobody, and no withdrawal has
    taken effect; `unknown`: nothing is recorded, and no list is held that would show it to be complete."""
    since: date | None = Field(examples=["1990-02-15"])
    """From when it has this status."""
    in_force: date | None = Field(examples=["1990-03-17"])
    """Of a party: from when the instrument is in force for it; may be still to come."""
    is_in_force: bool
    """Whether it is in force for the State on that day."""
    until: date | None = Field(examples=[None])
    """Of a party: the day on which a withdrawal that it has notified takes effect."""
    has_reservations: bool
    as_of: date | None = Field(examples=["2023-01-31"])
    """The day as of which this is known."""


class StateStatusBody(_Standing):
    """Where a State stands on an instrument."""

    state: str = Field(examples=["KEN"])
    name: str = Field(examples=["Kenya"])


class InstrumentStatusBody(_Standing):
    """Where a State stands on an instrument."""

    instrument: str = Field(examples=["ICRMW"])
    title: str
