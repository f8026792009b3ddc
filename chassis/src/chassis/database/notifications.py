"""Notifies the relay of another process that there is something to publish.

A `NOTIFY` inside a business transaction would serialise all commits of the database; so a process sends it
afterwards, by itself, and at most once in five milliseconds. A lost one costs a poll's time and nothing else.
"""

import asyncio

from sqlalchemy import text

from chassis.base.failures import DATABASE_FAULTS
from chassis.database import Database

CHANNEL = "chassis_ledger"
PAUSE = 0.005


class Notifier:
    """Sends the wake-ups of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._wanted = asyncio.Event()
        database.after_commit.append(self._wanted.set)

    async def run(self) -> None:
        """Notify until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                async with self._database.reading() as session:
                    await session.execute(text(f"NOTIFY {CHANNEL}"))
            except DATABASE_FAULTS:
                pass  # the relay polls: a wake-up that is not sent only costs time
            await asyncio.sleep(PAUSE)
