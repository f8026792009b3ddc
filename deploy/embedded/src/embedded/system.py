"""The whole system as one thing that can be started, asked, hurt and stopped."""

import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Self

import psutil

from chassis.base.child_process import lines_of
from chassis.local_postgres.server import PostgresServer
from embedded.errors import CannotStart
from embedded.layout import GATEWAY, SERVICES, Layout
from embedded.memory import memory_of
from embedded.postgres import MakeServer, SupervisedPostgres
from embedded.processes import Program
from embedded.supervisor import Announce, SupervisedProcess, Supervisor

FAREWELL = 4.5
"""Seconds in which everything is stopped."""


class System:
    """PostgreSQL and every process of production, ready to use.

        with Layout.reserve(data_dir) as layout:
            async with System(layout) as system:
                ...

    `announce` gets a line when something crashed and when it is back; `make_server` makes the PostgreSQL
    server. Entering raises CannotStart.
    """

    def __init__(
        self, layout: Layout, announce: Announce = print, make_server: MakeServer = PostgresServer
    ) -> None:
        self.layout = layout
        self._announce = announce
        self._postgres = SupervisedPostgres(layout.postgres_dir, announce, make_server)
        self._open = AsyncExitStack()
        self._supervisor: Supervisor | None = None
        self._stopped_by = 0.0

    @property
    def gateway_url(self) -> str:
        """Where partners reach the system, without a slash at the end."""
        return self.layout.url(GATEWAY)

    @property
    def postgres(self) -> PostgresServer:
        """The server; whoever kills it sees it come back."""
        return self._postgres.server

    async def hurt_postgres(self, harm: Callable[[PostgresServer], object]) -> None:
        """Do `harm` to the server, for drills, and never while it is being started."""
        await self._postgres.hurt(harm)

    @property
    def processes(self) -> Mapping[str, SupervisedProcess]:
        """The services' processes by name. Raises CannotStart before the system is entered."""
        if self._supervisor is None:
            raise CannotStart("The system was not started.")
        return self._supervisor.processes

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._stop_postgres)
            await self._postgres.start(SERVICES)
            self._supervisor = Supervisor(map(self._program, SERVICES), self._announce)
            stack.push_async_callback(self._supervisor.stop)
            self._supervisor.start()
            await self._supervisor.wait_until_ready()
            self._open = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopped_by = time.monotonic() + FAREWELL
        await self._open.aclose()

    async def _stop_postgres(self) -> None:
        """Give it what the services have left of the time: an untidy stop costs seconds at the next start."""
        await self._postgres.stop(self._stopped_by - time.monotonic())

    async def command(self, service: str, *arguments: str) -> str:
        """What `python -m <service> <arguments>` prints. Raises CommandFailed."""
        return "\n".join([line async for line in self.lines(service, *arguments)])

    async def lines(self, service: str, *arguments: str) -> AsyncIterator[str]:
        """What `python -m <service> <arguments>` prints, line by line. Raises CommandFailed at its end."""
        command = (sys.executable, "-m", service, *arguments)
        async for line in lines_of(command, self._program(service).environment):
            yield line

    def memory(self) -> Mapping[str, int]:
        """Bytes that this process and all that it started hold, by service."""
        return memory_of(psutil.Process())

    def _program(self, service: str) -> Program:
        return Program(
            name=service,
            command=(sys.executable, "-m", service, "run", "--migrate"),
            environment=self.layout.environment(service, self.postgres),
            ready_url=f"{self.layout.url(service)}/health/ready",
            log_file=self.layout.log_file(service),
        )
