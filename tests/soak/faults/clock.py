"""A clock that is wrong for a while, and is then put right: it jumps twice, once of them backwards."""

from tests.soak import clock
from tests.soak.faults.fault import Fault

FURTHEST = 5.0
"""Seconds that the clock jumps at most."""


class ClockStep(Fault):
    """The database's clock jumps by some seconds, forward or back, and jumps back in the end."""

    name = "clock"
    lasts = (3.0, 8.0)

    @staticmethod
    def obstacle() -> str | None:
        return None if clock.library() else "libfaketime is not installed (Debian: apt-get install faketime)"

    @staticmethod
    def targets(bus: str) -> tuple[str, ...]:  # noqa: ARG004 # whichever bus, it is this clock
        return ("postgres",)

    async def inject(self) -> None:
        self._step_to(self.chance.choice((-1, 1)) * self.chance.uniform(1.0, FURTHEST))

    async def heal(self) -> None:
        self._step_to(0.0)

    def _step_to(self, offset: float) -> None:
        assert self.testbed.clock is not None, "the testbed has one when this fault is chosen"
        self.testbed.clock.step_to(offset)
