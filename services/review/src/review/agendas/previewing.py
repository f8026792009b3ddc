"""Previews of agendas: what a deadline would bring if it were now. Nothing is stored.

An agenda takes as long as hundreds of reads, and everybody may ask for a preview. So those without a token
share one that is at most `KEPT` seconds old, and one at a time is made for them.
"""

import asyncio
import time
from uuid import UUID

from chassis import ledger
from chassis.database import Database
from review.agendas.assembling import basis_at
from review.agendas.rules.agenda import assemble
from review.schedule.reading import find

KEPT = 5.0
"""Seconds."""


class Previews:
    """Makes previews, and keeps those that all who ask without a token share, by milestone."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._made: dict[UUID, tuple[float, bytes]] = {}
        self._in_the_making: dict[UUID, asyncio.Task[bytes]] = {}
        self._turn = asyncio.Lock()

    async def fresh(self, milestone_id: UUID) -> bytes:
        """The agenda as of now, in JSON. No connection is held while it is made, and the loop goes on."""
        async with self._database.reading() as session:
            milestone = await find(session, milestone_id)
            basis = await basis_at(session, milestone, await ledger.now(session))
        return await asyncio.to_thread(lambda: assemble(*basis).model_dump_json().encode())

    async def shared(self, milestone_id: UUID) -> bytes:
        """The same, made just now or being made: one for all."""
        made_at, document = self._made.get(milestone_id, (float("-inf"), b""))
        if time.monotonic() - made_at < KEPT:
            return document
        making = self._in_the_making.get(milestone_id)
        if making is None:
            making = asyncio.create_task(self._make(milestone_id))
            self._in_the_making[milestone_id] = making
            making.add_done_callback(lambda _: self._in_the_making.pop(milestone_id))
        return await asyncio.shield(making)  # who hangs up does not take it from the others

    async def _make(self, milestone_id: UUID) -> bytes:
        async with self._turn:
            document = await self.fresh(milestone_id)
        now = time.monotonic()
        self._made = {key: kept for key, kept in self._made.items() if now - kept[0] < KEPT}
        self._made[milestone_id] = now, document
        return document
