"""The sentences in which figures are shown."""

from collections.abc import Sequence

NAMED = 3
"""So many codes are named in a sentence."""


def counted(count: int, one: str, many: str = "") -> str:
    """`count` with its noun: `1 State`, `2 States`."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def named(codes: Sequence[str]) -> str:
    """The first of `codes`, and how many more there are: `A, B, C and 4 more`."""
    more = len(codes) - NAMED
    return ", ".join(codes[:NAMED]) + (f" and {more} more" if more > 0 else "")


def percent(share: float) -> str:
    """A share as a whole percentage, which is 0 or 100 only if it is exactly that."""
    rounded = round(share * 100)
    if share > 0 and rounded == 0:
        return "less than 1 %"
    if share < 1 and rounded == 100:
        return "more than 99 %"
    return f"{rounded} %"
