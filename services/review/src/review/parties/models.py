"""What other areas need to know of a party."""

from typing import NamedTuple


class Party(NamedTuple):
    """A State that may owe reports."""

    code: str
    region: str | None
    """The regional commission that counts it; each party counts once."""
