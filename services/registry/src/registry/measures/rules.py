"""Which status a national measure can have: pure."""

from datetime import date
from typing import Literal, get_args

from registry.treaties.rules.instruments import too_early

MeasureKind = Literal["legislation", "policy", "programme"]


MeasureStatus = Literal["in_force", "amended", "repealed"]


MEASURE_KINDS: tuple[str, ...] = get_args(MeasureKind)


MEASURE_STATUSES: tuple[str, ...] = get_args(MeasureStatus)


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
