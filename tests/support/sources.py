"""Another service as its readers know it: a real ledger and a real relay, publishing what a test tells it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from pydantic import ConfigDict

from chassis import bus, ledger
from chassis.database import Database
from chassis.ledger.events import EventData
from chassis.messaging.relay import Relay
from chassis.testing.templates import Templates


class Told(EventData):
    """An event with whatever fields a test gives it."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Source:
    """A service by `name` that publishes; `running()` starts its relay."""

    def __init__(self, name: str, database: Database, bus_url: str) -> None:
        self.name, self.database, self._bus_url = name, database, bus_url

    async def publish(
        self,
        event_type: str,
        data: dict[str, Any],
        *,
        subject: UUID | str | None = None,
        party: str = "global",
    ) -> None:
        """Append one public event; the relay, when it runs, does the rest."""
        told = type("Told", (Told,), {}, event_type=event_type)(version=1, **data)
        async with self.database.transaction() as tx:
            tx.append(told, subject=subject or uuid4(), party=party)

    async def now(self) -> Any:
        """The source's ledger time."""
        async with self.database.transaction() as tx:
            return await ledger.now(tx)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The source's relay runs inside the block; outside it is silent."""
        relay = Relay(self.database, bus.connect(self._bus_url), self.name)
        self.database.after_commit.append(relay.wake)
        task = asyncio.create_task(relay.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self.database.after_commit.remove(relay.wake)


async def open_source(templates: Templates, name: str, bus_url: str) -> Source:
    """A source with a new ledger."""
    return Source(name, Database(await templates.copy("chassis"), name=name, pool_size=3), bus_url)
