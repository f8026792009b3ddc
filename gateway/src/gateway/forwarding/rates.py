"""How often an address may ask for what costs much: so many times in a window, which come back evenly.

Pure, but for what `Allowances` remembers: the time is given.
"""

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

MOST_ADDRESSES = 10_000
"""Addresses that are remembered; the one that was away longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one address has after a request."""

    quota: int
    window: float
    is_granted: bool
    left: int
    """Requests that it may still make at once."""
    wait: int
    """Seconds until there is one more, rounded up."""

    @property
    def fields(self) -> Mapping[str, str]:
        """The header fields about it (IETF httpapi draft on rate limits)."""
        return {
            "RateLimit-Policy": f'"previews";q={self.quota};w={math.ceil(self.window)}',
            "RateLimit": f'"previews";r={self.left};t={self.wait}',
        }


def take(tokens: float, quota: int, window: float) -> tuple[float, Allowance]:
    """What is left of `tokens` after a request, and what its address gets to read."""
    is_granted = tokens >= 1
    rest = tokens - 1 if is_granted else tokens
    missing = 1 - (rest - math.floor(rest))
    wait = math.ceil(round(missing * window / quota, 6))
    return rest, Allowance(quota, window, is_granted, math.floor(rest), wait)


class Allowances:
    """What each address has: `quota` requests in `window` seconds."""

    def __init__(self, quota: int, window: float) -> None:
        self._quota, self._window = quota, window
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str, now: float) -> Allowance:
        """Count a request of `address` at `now`, seconds of a clock that never goes back."""
        tokens, seen_at = self._known.pop(address, (float(self._quota), now))
        tokens = min(tokens + (now - seen_at) * self._quota / self._window, float(self._quota))
        rest, allowance = take(tokens, self._quota, self._window)
        self._known[address] = rest, now
        if len(self._known) > MOST_ADDRESSES:
            self._known.popitem(last=False)
        return allowance
