"""How fast a client has to send: a pure rule over bytes and seconds."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Pace:
    """What a client has: waiting uses its patience up, bytes buy it back, and never more than `grace`."""

    grace: float
    """Seconds of patience at the beginning, and the most there ever are."""
    rate: int
    """Bytes that buy a second back: the rate that a client may not stay under for longer than `grace`."""
    longest: float = float("inf")
    """Seconds for all of the body."""

    def begin(self) -> "Patience":
        """The patience with a body of which nothing has come."""
        return Patience(self, self.grace, self.longest)


@dataclass(frozen=True, slots=True)
class Patience:
    """What is left of the patience with one body."""

    pace: Pace
    balance: float
    total: float

    @property
    def seconds(self) -> float:
        """How long the next bytes may take."""
        return min(self.balance, self.total)

    def after(self, waited: float, received: int) -> Self:
        """What is left after so many seconds of waiting for so many bytes."""
        balance = min(self.balance - waited + received / self.pace.rate, self.pace.grace)
        return type(self)(self.pace, balance, self.total - waited)


BODY = Pace(grace=10.0, rate=1024, longest=30.0)
"""Of a body that is read whole."""
FILE = Pace(grace=30.0, rate=1024)
"""Of a file, which takes as long as it takes."""
