"""Events that come twice, or late."""

from contextlib import suppress

import asyncpg

from chassis.base.child_process import CommandFailed
from embedded.layout import BEHIND_GATEWAY, BUS
from tests.soak.evidence import ledgers
from tests.soak.faults.fault import Fault

TIMEOUT = 5.0
MOST_AGAIN = 500
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""Another fault may keep the database away."""


class DuplicatedDelivery(Fault):
    """A service publishes a part of its ledger once more, as its operator would let it."""

    name = "duplicate"

    @staticmethod
    def targets(bus: str) -> tuple[str, ...]:  # noqa: ARG004 # on both buses
        return BEHIND_GATEWAY

    async def inject(self) -> None:
        with suppress(CommandFailed, *AWAY):
            after = max(0, await self._last() - self.chance.randint(1, MOST_AGAIN))
            await self.testbed.system.command(self.target, "replay", "--after", str(after))

    async def _last(self) -> int:
        """The last sequence of the target's ledger."""
        connection = await asyncpg.connect(self.testbed.database_url(self.target), timeout=TIMEOUT)
        try:
            return (await ledgers.head(connection)).sequence
        finally:
            connection.terminate()

    async def heal(self) -> None:
        return


class DelayedDelivery(Fault):
    """The bus takes nothing for some seconds."""

    name = "delay"
    lasts = (2.0, 8.0)
    _lock: "asyncpg.Connection[asyncpg.Record] | None" = None

    @staticmethod
    def targets(bus: str) -> tuple[str, ...]:
        return ("broker",) if bus == "kafka" else ("bus",)

    async def inject(self) -> None:
        if self.target == "broker":
            await self.testbed.victims["broker"].freeze()
            return
        with suppress(*AWAY):  # what a publisher needs is held by another
            self._lock = await asyncpg.connect(self.testbed.database_url(BUS), timeout=TIMEOUT)
            await self._lock.execute("BEGIN; SELECT name FROM topic FOR UPDATE", timeout=TIMEOUT)

    async def heal(self) -> None:
        if self.target == "broker":
            await self.testbed.victims["broker"].thaw()
        elif self._lock is not None:
            self._lock.terminate()
