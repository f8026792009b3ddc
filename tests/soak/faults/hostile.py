"""HTTP clients that try to keep the gateway from serving others."""

import asyncio
from contextlib import suppress

from tests.soak.faults.fault import Fault
from tests.support.hostile import Target, crowd

CLIENTS = 200


class HostileClients(Fault):
    """Idle sockets, slow and endless heads, slow bodies, answers that nobody reads: all together."""

    name = "hostile clients"
    lasts = (4.0, 10.0)

    @staticmethod
    def targets(bus: str) -> tuple[str, ...]:  # noqa: ARG004 # on both buses
        return ("gateway",)

    async def inject(self) -> None:
        url = self.testbed.system.gateway_url
        target = Target(url, "/oauth/token", "/v1/ledgers/registry?limit=500")
        self._crowd = asyncio.create_task(crowd(target, CLIENTS, self.chance))

    async def heal(self) -> None:
        self._crowd.cancel()
        with suppress(asyncio.CancelledError):
            await self._crowd
