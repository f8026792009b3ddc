"""What every fault has: a name, what it can hit, how long it lasts, and a way back."""

import random
from abc import ABC, abstractmethod
from typing import ClassVar

from embedded.layout import SERVICES
from tests.soak.plan import Kind, Strike
from tests.soak.testbed import Testbed


class Fault(ABC):
    """Something that goes wrong at `strike`, and is put right again."""

    name: ClassVar[str]
    lasts: ClassVar[tuple[float, float]] = (0.0, 0.0)
    """Seconds from `inject` to `heal`, at least and at most."""

    def __init__(self, testbed: Testbed, strike: Strike) -> None:
        self.testbed = testbed
        self.target = strike.target
        self.chance = random.Random(repr(strike))

    @staticmethod
    def obstacle() -> str | None:
        """Why it cannot be played on this machine; None when it can."""
        return None

    @staticmethod
    @abstractmethod
    def targets(bus: str) -> tuple[str, ...]:
        """What it can hit when `bus` carries the events."""

    @abstractmethod
    async def inject(self) -> None:
        """Let it go wrong."""

    @abstractmethod
    async def heal(self) -> None:
        """Put it right; also after an `inject` that did not come to its end."""

    @classmethod
    def kind(cls, bus: str) -> Kind:
        """What a plan needs to know of it."""
        return Kind(cls.name, cls.targets(bus), cls.lasts)


def servers(bus: str) -> tuple[str, ...]:
    """What keeps data on a disk."""
    return ("postgres", "broker") if bus == "kafka" else ("postgres",)


def processes(bus: str) -> tuple[str, ...]:
    """All that runs."""
    return (*SERVICES, *servers(bus))
