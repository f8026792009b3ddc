"""The day on which something is asked for: `?date=`, or today."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from chassis import values
from chassis.base.clock import today


async def _day(
    day: Annotated[
        values.Day | None, Query(alias="date", description="As of which day; today when absent.")
    ] = None,
) -> date:
    return day or today()


Day = Annotated[date, Depends(_day)]
