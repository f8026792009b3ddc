"""Processes that die, stand still, or are replaced by a deployment."""

from tests.soak.faults.fault import Fault, processes


class Kill(Fault):
    """A process ends at once, in the middle of whatever it does (SIGKILL)."""

    name = "kill"

    @staticmethod
    def targets(bus: str) -> tuple[str, ...]:
        return processes(bus)

    async def inject(self) -> None:
        await self.testbed.victims[self.target].kill()

    async def heal(self) -> None:
        await self.testbed.victims[self.target].revive()


class Freeze(Fault):
    """A process stands still, longer than a Kafka session lasts, and then goes on as if nothing had been."""

    name = "freeze"
    lasts = (12.0, 12.0)

    @staticmethod
    def targets(bus: str) -> tuple[str, ...]:
        return processes(bus)

    async def inject(self) -> None:
        await self.testbed.victims[self.target].freeze()

    async def heal(self) -> None:
        await self.testbed.victims[self.target].thaw()


class Restart(Fault):
    """A process is stopped in order, as in a deployment, and is started again."""

    name = "restart"

    @staticmethod
    def targets(bus: str) -> tuple[str, ...]:
        return processes(bus)

    async def inject(self) -> None:
        await self.testbed.victims[self.target].restart()

    async def heal(self) -> None:
        await self.testbed.victims[self.target].revive()
