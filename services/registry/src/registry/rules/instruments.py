"""Instruments, participations and measures: what can be said of them, and what not. Pure decisions."""

from datetime import date
from typing import Literal, get_args

InstrumentKind = Literal[
    "treaty", "protocol", "declaration", "resolution", "compact", "guideline", "recommendation"
]
Action = Literal[
    "signature",
    "ratification",
    "accession",
    "succession",
    "acceptance",
    "reservation",
    "reservation_withdrawal",
    "objection",
    "withdrawal",
]
MeasureKind = Literal["legislation", "policy", "programme"]
MeasureStatus = Literal["in_force", "amended", "repealed"]
INSTRUMENT_KINDS: tuple[str, ...] = get_args(InstrumentKind)
ACTIONS: tuple[str, ...] = get_args(Action)
MEASURE_KINDS: tuple[str, ...] = get_args(MeasureKind)
MEASURE_STATUSES: tuple[str, ...] = get_args(MeasureStatus)


def too_early(day: date | None, first: date | None, what: str) -> str | None:
    """Why `day` is too early, if it is before the `first` on which it was `what`; unknown days fit any."""
    if day is None or first is None or day >= first:
        return None
    return f"it was {what} on {first}, which is later"


def status_fault(
    status: MeasureStatus, status_on: date | None, adopted: date | None, in_force: date | None
) -> str | None:
    """Why a measure cannot have this status since `status_on`, if it cannot."""
    if status == "in_force":
        return None if status_on is None else "only an amendment or a repeal has a day of its own"
    if status_on is None:
        return f"a measure that is {status} needs the day"
    if status == "repealed" and in_force is not None and in_force > status_on:
        return f"it was to be in force from {in_force} only: repealed before that, it never was"
    return too_early(status_on, adopted, "adopted")
