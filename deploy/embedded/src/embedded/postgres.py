"""The embedded PostgreSQL server under supervision, with a database for each service and one for the bus."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from chassis.local_postgres.server import PostgresServer, PostgresUnavailable
from embedded.errors import CannotStart
from embedded.layout import BUS
from embedded.supervisor import Announce

CHECK_EVERY = 0.1
RETRY_AFTER = 1.0
STOP_PATIENCE = 1.5
"""Seconds that a shutdown gets at least; unfinished, the log repairs it on the next start."""

T = TypeVar("T")
MakeServer = Callable[[Path], PostgresServer]
"""Makes a server, not started yet, with its files in a folder."""


class SupervisedPostgres:
    """A PostgreSQL server that is started again when it ends by itself.

    All its starts and stops happen in one thread of its own: starting waits for the disk, and Linux ends a
    child with the thread that made it.
    """

    def __init__(self, data_dir: Path, announce: Announce, make_server: MakeServer = PostgresServer) -> None:
        self.server = make_server(data_dir)
        self._announce = announce
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="postgres")
        self._watch: asyncio.Task[None] | None = None

    async def start(self, services: Sequence[str]) -> None:
        """Start it with a database for each of `services`. Raises CannotStart."""
        try:
            await self._run(self.server.start)
            await self._run(lambda: provide_databases(self.server, services))
        except PostgresUnavailable as error:
            raise CannotStart(str(error)) from error
        self._watch = asyncio.create_task(self._keep_running(), name="postgres")

    async def hurt(self, harm: Callable[[PostgresServer], object]) -> None:
        """Do `harm` to the server, for drills; when that ends it, it is started again."""
        await self._run(lambda: harm(self.server))

    async def stop(self, patience: float = STOP_PATIENCE) -> None:
        """Shut it down, tidily if that takes at most `patience` seconds."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait({self._watch})
        await self._run(lambda: self.server.stop(max(patience, STOP_PATIENCE)))
        self._thread.shutdown()

    async def _keep_running(self) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY)
            if not await self._run(lambda: self.server.running):
                self._announce("postgres stopped; restarting")
                await self._start_again()

    async def _start_again(self) -> None:
        try:
            await self._run(self.server.start)
            self._announce("postgres is ready again")
        except (PostgresUnavailable, OSError) as error:  # the disk may be full
            self._announce(f"postgres does not start: {error}")
            await asyncio.sleep(RETRY_AFTER)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def provide_databases(server: PostgresServer, services: Sequence[str]) -> None:
    """Make what is missing: a database for each of `services`, and the bus's."""
    for service in services:
        server.ensure_service(service)
    server.ensure_role(BUS)
    server.ensure_database(BUS, BUS)
