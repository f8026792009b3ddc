"""What keeps a system from starting, and what to do about it."""

from typing import NamedTuple


class Fault(NamedTuple):
    """Something on the disk that is not as it must be. It never holds a secret."""

    what: str
    to_do: str
