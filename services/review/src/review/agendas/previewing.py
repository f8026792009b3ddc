"""Previews of agendas: what a deadline would bring if it were now. Nothing is stored.

An agenda takes as long as hundreds of reads, and everybody may ask for a preview. So those without a token
share one, and one at a time is made for them. Who asks when it is no longer fresh gets it all the same while
it is made anew, so that hardly anyone waits.
"""

import asyncio
import time
from uuid import UUID

import structlog

from chassis.base.failures import described
from chassis.database import Database
from chassis.problems import Problem
from review.agendas.assembling import basis_at
from review.agendas.rules.agenda import assemble
from review.agendas.store.record import latest_cut
from review.schedule.reading import find

log = structlog.get_logger(__name__)

FRESH, KEPT = 5.0, 10.0
"""Seconds after which one is made anew, and after which it is shown to nobody."""


class Previews:
    """Makes previews, and keeps those that all who ask without a token share, by milestone."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._made: dict[UUID, tuple[float, bytes]] = {}
        self._in_the_making: dict[UUID, asyncio.Task[bytes]] = {}
        self._turn = asyncio.Lock()

    async def fresh(self, milestone_id: UUID) -> bytes:
        """The agenda as of a second ago, in JSON. No connection is held meanwhile, and the loop goes on."""
        async with self._database.reading() as session:
            milestone = await find(session, milestone_id)
            basis = await basis_at(session, milestone, await latest_cut(session))
        return await asyncio.to_thread(lambda: assemble(*basis).model_dump_json().encode())

    async def shared(self, milestone_id: UUID) -> bytes:
        """The same, made some seconds ago or being made: one for all."""
        made_at, document = self._made.get(milestone_id, (float("-inf"), b""))
        age = time.monotonic() - made_at
        if age < FRESH:
            return document
        making = self._in_the_making.get(milestone_id) or self._begin(milestone_id)
        if age < KEPT:
            return document
        return await asyncio.shield(making)  # who hangs up does not take it from the others

    def _begin(self, milestone_id: UUID) -> asyncio.Task[bytes]:
        making = self._in_the_making[milestone_id] = asyncio.create_task(self._make(milestone_id))
        making.add_done_callback(lambda task: self._ended(milestone_id, task))
        return making

    def _ended(self, milestone_id: UUID, task: asyncio.Task[bytes]) -> None:
        del self._in_the_making[milestone_id]
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, Problem):  # perhaps nobody waits for it
            log.warning("no preview", milestone=str(milestone_id), error=described(error)[:300])

    async def _make(self, milestone_id: UUID) -> bytes:
        async with self._turn:
            document = await self.fresh(milestone_id)
        now = time.monotonic()
        self._made = {key: kept for key, kept in self._made.items() if now - kept[0] < KEPT}
        self._made[milestone_id] = now, document
        return document
