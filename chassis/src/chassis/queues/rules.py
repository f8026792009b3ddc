"""How often and when something that failed is tried again: pure."""

import errno

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from chassis.base.failures import is_outage
from chassis.bus import BusError

MOST_ATTEMPTS = 8
"""After so many tries an item is set aside; with the pauses between them that is after some four minutes."""
LONGEST_PAUSE = 120.0
"""Seconds."""
OUTAGE_PAUSE = 2.0
"""Seconds until an item is tried again that failed with the database or the bus."""


def counts(error: BaseException) -> bool:
    """Whether `error` is a failed try of the item; an outage is nobody's fault."""
    if isinstance(error, DBAPIError):
        return not is_outage(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return False
    return not isinstance(error, BusError | PoolTimeoutError | ConnectionError)


def pause(attempts: int, chance: float) -> float:
    """Seconds until the next try after so many failed ones; 0 are an outage.

    Doubles with each, and is up to a quarter shorter or longer by `chance`, from 0 to 1, so that what failed
    together is not tried again together.
    """
    whole = min(2.0 ** min(attempts, 10), LONGEST_PAUSE) if attempts else OUTAGE_PAUSE
    return whole * (0.75 + chance / 2)
