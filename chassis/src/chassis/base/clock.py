"""The present, and times as the API and the events write them."""

import time
from datetime import UTC, date, datetime

from sqlalchemy import text

from chassis.base.execution import Executor


def today() -> date:
    """The day that it is in UTC."""
    return datetime.now(UTC).date()


def rfc3339(moment: datetime) -> str:
    """`moment` in UTC with microseconds and `Z`, such as `2026-05-05T09:00:00.000000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


async def offset(connection: Executor) -> float:
    """Seconds that this machine's clock is ahead of the database's, at least: the way there is taken off."""
    asked = time.time()
    present = await connection.execute(text("SELECT extract(epoch FROM clock_timestamp())::float8"))
    answered = time.time()
    return least_offset(asked, present.scalar_one(), answered)


def least_offset(asked: float, shown: float, answered: float) -> float:
    """Seconds between a clock and one at `shown` between `asked` and `answered`; 0 when it may be right."""
    return max(asked - shown, 0.0) or min(answered - shown, 0.0)
