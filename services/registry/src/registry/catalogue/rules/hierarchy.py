"""Who stands above whom: an actor below its parent, and below the groupings that it belongs to. Pure.

An organisation is an actor and, under the same code, the grouping of its members: both are one here.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

Above = Mapping[str, AbstractSet[str]]
"""By code: the codes right above it."""


def cycle(above: Above, low: str, high: str) -> list[str] | None:
    """The cycle that there is once `high` stands right above `low`, from `low` to `low`; `None` if none."""
    way = _way_up(above, high, low)
    return None if way is None else [low, *way]


def _way_up(above: Above, low: str, high: str) -> list[str] | None:
    """The shortest way from `low` to `high`, both included."""
    ways, seen = [[low]], {low}
    while ways:
        longer = []
        for way in ways:
            if way[-1] == high:
                return way
            for code in sorted(above.get(way[-1], frozenset()) - seen):
                seen.add(code)
                longer.append([*way, code])
        ways = longer
    return None
