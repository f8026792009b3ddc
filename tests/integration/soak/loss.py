"""A fault that must be found: something that a subscriber had received is gone."""

from contextlib import suppress

import asyncpg

from chassis.testing import eventually
from tests.soak.faults.delivery import AWAY, TIMEOUT
from tests.soak.faults.fault import Fault

WITHIN = 60.0
_FORGET = """
    DELETE FROM commitments.received_party
    WHERE ctid = (SELECT ctid FROM commitments.received_party ORDER BY sequence DESC LIMIT 1)
"""


class Loss(Fault):
    """A row disappears from a subscriber's database, behind its back."""

    name = "loss"

    @staticmethod
    def targets(bus: str) -> tuple[str, ...]:  # noqa: ARG004 # on both buses
        return ("commitments",)

    async def inject(self) -> None:
        await eventually(self._forget, within=WITHIN)

    async def _forget(self) -> bool:
        with suppress(*AWAY):
            connection = await asyncpg.connect(self.testbed.database_url(self.target), timeout=TIMEOUT)
            try:
                return str(await connection.execute(_FORGET, timeout=TIMEOUT)) == "DELETE 1"
            finally:
                connection.terminate()
        return False

    async def heal(self) -> None:
        return
