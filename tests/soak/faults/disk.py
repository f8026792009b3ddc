"""A disk that is full for a while."""

import asyncio

from tests.soak import volumes
from tests.soak.faults.fault import Fault, servers


class FullDisk(Fault):
    """The volume of the database or of the broker has no room left."""

    name = "full-disk"
    lasts = (2.0, 8.0)

    @staticmethod
    def obstacle() -> str | None:
        return volumes.obstacle()

    @staticmethod
    def targets(bus: str) -> tuple[str, ...]:
        return servers(bus)

    async def inject(self) -> None:
        await asyncio.to_thread(self.testbed.volumes[self.target].fill)

    async def heal(self) -> None:
        self.testbed.volumes[self.target].clear()
        await self.testbed.victims[self.target].revive()
