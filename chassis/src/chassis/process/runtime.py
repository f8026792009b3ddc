"""The parts of one process, opened and closed together: database, bus, relay, subscription, timers."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from chassis import bus
from chassis.base import clock
from chassis.base.failures import DATABASE_FAULTS, described
from chassis.bus import Bus
from chassis.database import Database
from chassis.database.notifications import Notifier
from chassis.http import idempotency
from chassis.messaging.relay import Relay
from chassis.messaging.subscription import Subscription
from chassis.migrations import is_current
from chassis.process.service import Service
from chassis.process.settings import ServiceSettings
from chassis.queues.working import QueueWorker
from chassis.resources.bulk import jobs, working
from chassis.timers import Timers

log = structlog.get_logger(__name__)

HOUSEKEEPING_EVERY = 3600.0
CLOCK_TOLERANCE = 2.0
"""Seconds that the clocks of a process and of its database may differ."""
BACKGROUND_CONNECTIONS = 3
"""For the relay, which holds one for good, the subscription and the timers: requests do not wait for them."""


class StaleSchemaError(Exception):
    """The database's schema is not the one that this code was written for."""


class ClockError(Exception):
    """The clock of this machine is not the database's."""


@dataclass
class Runtime:
    """What is open in this process."""

    service: Service
    settings: ServiceSettings
    database: Database
    bus: Bus
    relay: Relay | None = None
    subscription: Subscription | None = None
    timers: Timers | None = None
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def parts(self) -> Iterator[tuple[str, bool]]:
        """Each background part by name, and whether it runs."""
        for task in self.tasks:
            yield task.get_name(), not task.done()
        if self.subscription is not None:
            yield "bus", self.subscription.running

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` until the process ends."""
        self.tasks.append(asyncio.create_task(work, name=name))

    def start_worker(self) -> None:
        """Begin to publish, to receive and to fire timers."""
        service, database = self.service, self.database
        if service.publishes:
            self.relay = Relay(database, self.bus, service.name, self.settings.gateway_address)
            database.after_commit.append(self.relay.wake)
            self.start("relay", self.relay.run())
        queues = QueueWorker(database, service.queues)
        if service.queues:
            self.start("queues", queues.run())
        if service.sources:
            self.subscription = Subscription(
                database,
                self.bus,
                service.name,
                service.sources,
                service.event_router,
                [queues.woken.set],
                self.settings.retry_patience,
            )
            self.start("subscription", self.subscription.run())
        if service.timers:
            self.timers = Timers(database, service.timers)
            database.after_commit.append(self.timers.woken.set)
            self.start("timers", self.timers.run())
        if service.importers:  # on their own, as no deadline is to wait for the batch of an import
            for name, handlers in working.lanes(service.importers).items():
                self.start(name, Timers(database, handlers, working.QUEUES).run())
        self.start("housekeeping", self._keep_house())

    def start_notifier(self) -> None:
        """Notify the relay of another process of commits of this one."""
        self.start("notifier", Notifier(self.database).run())

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(HOUSEKEEPING_EVERY)
            try:
                await idempotency.forget_old(self.database)
                if self.service.importers:
                    await jobs.forget_old(self.database)
            except DATABASE_FAULTS as error:
                log.warning("housekeeping is put off", error=described(error)[:300])

    async def failed(self) -> None:
        """Return when a background part has ended, which none of them should; raises what it raised."""
        if not self.tasks:
            await asyncio.Event().wait()
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


@asynccontextmanager
async def open_runtime(service: Service, settings: ServiceSettings) -> AsyncIterator[Runtime]:
    """The runtime of `service`.

    Raises `StaleSchemaError` when its database is not migrated, `NewerSchemaError` when it is of a later
    release, and `ClockError` when the clocks differ: valid tokens would be refused.
    """
    url = settings.database_url.get_secret_value()
    if not await is_current(url, service.name):
        raise StaleSchemaError(
            f"The schema of {service.name} is not current: run `python -m {service.name} migrate`."
        )
    background = BACKGROUND_CONNECTIONS + 2 * bool(service.importers) + bool(service.queues)
    database = Database(
        url,
        name=service.name,
        pool_size=settings.pool_size + background,
        pool_timeout=settings.pool_timeout,
        statement_timeout=settings.statement_timeout,
        on_change=service.on_change,
    )
    carrier = bus.connect(settings.bus_url.get_secret_value(), settings.bus_security)
    runtime = Runtime(service, settings, database, carrier)
    try:
        await _compare_clocks(database)
        yield runtime
    finally:
        for task in runtime.tasks:
            task.cancel()
        await asyncio.gather(*runtime.tasks, return_exceptions=True)
        await runtime.bus.close()
        await database.close()


async def _compare_clocks(database: Database) -> None:
    async with database.reading() as session:
        await clock.offset(session)  # the way to a new connection is longer
        ahead = await clock.offset(session)
    if abs(ahead) > CLOCK_TOLERANCE:
        which = "ahead of" if ahead > 0 else "behind"
        raise ClockError(f"The clock here is {abs(ahead):.1f} s {which} the database's: let NTP set both.")
