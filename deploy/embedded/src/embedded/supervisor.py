"""Keeps programs running: starts them together, starts again what crashes, and ends all of them together."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

import httpx

from embedded.errors import CannotStart
from embedded.processes import ChildProcess, Program

Announce = Callable[[str], None]
"""Gets one line for the person at the terminal."""

START_TIMEOUT = 60.0
STOP_PATIENCE = 3.0
FIRST_DELAY, LONGEST_DELAY = 0.1, 10.0
STABLE_AFTER = 30.0
"""A process that lived so many seconds has not crashed repeatedly."""
HOPELESS = 3
"""Crashes in a row before the first readiness, after which a start is given up."""

_POLL = 0.05


class SupervisedProcess:
    """One program that is started again whenever it ends by itself."""

    def __init__(self, program: Program, http: httpx.AsyncClient, announce: Announce) -> None:
        self.program = program
        self.crashes = 0
        """How often it ended in a row without having been stable."""
        self._http = http
        self._announce = announce
        self._ready = asyncio.Event()
        self._child: ChildProcess | None = None
        self._stopping = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """The id of the process that runs now; None between two."""
        return self._child.pid if self._child else None

    @property
    def is_ready(self) -> bool:
        """Whether the present process has answered that it is ready."""
        return self._ready.is_set()

    async def run(self) -> None:
        """Keep the program running until `stop`."""
        while not self._stopping.is_set():
            began = time.monotonic()
            how = await self._live_once()
            if how is not None:
                stable = time.monotonic() - began > STABLE_AFTER
                self.crashes = 1 if stable else self.crashes + 1
                self._announce(f"{self.program.name} stopped ({how}); restarting")
                with suppress(TimeoutError):
                    delay = min(FIRST_DELAY * 2 ** (self.crashes - 1), LONGEST_DELAY)
                    await asyncio.wait_for(self._stopping.wait(), delay)

    async def _live_once(self) -> str | None:
        """Start it and stay with it; returns how it crashed, or None when it was asked to end."""
        try:
            self._child = await ChildProcess.start(self.program)
        except OSError as error:  # no memory, no file handles: they come back
            return f"cannot be started: {error.strerror}"
        try:
            return await self._live(self._child)
        finally:
            self._child = None

    async def _live(self, child: ChildProcess) -> str | None:
        """Stay with `child` until it ends; returns how it crashed, or None when it was asked to end."""
        watch = asyncio.create_task(self._watch_readiness(again=self.crashes > 0))
        end = asyncio.create_task(child.wait())
        order = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({end, order}, return_when=asyncio.FIRST_COMPLETED)
        watch.cancel()
        order.cancel()
        self._ready.clear()
        if self._stopping.is_set():
            await child.stop(STOP_PATIENCE)
        how = await end
        return None if self._stopping.is_set() else how

    def stop(self) -> None:
        """Have `run` end the process and return."""
        self._stopping.set()

    def kill(self) -> None:
        """Crash it, for drills."""
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end, as a deployment does; it is started again."""
        self._send(signal.SIGTERM)

    def pause(self) -> None:
        """Freeze it, for drills: its connections stay open and it does nothing."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen process go on."""
        self._send(signal.SIGCONT)

    async def wait_until_ready(self) -> None:
        """Wait for the present process, or the next one, to be ready."""
        await self._ready.wait()

    def _send(self, order: signal.Signals) -> None:
        if self._child is not None:
            self._child.send(order)

    async def _watch_readiness(self, *, again: bool) -> None:
        while not await self._answers():
            await asyncio.sleep(_POLL)
        self._ready.set()
        if again:
            self._announce(f"{self.program.name} is ready again")

    async def _answers(self) -> bool:
        try:
            return (await self._http.get(self.program.ready_url)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


class Supervisor:
    """Runs several programs side by side, by name in `processes`."""

    def __init__(self, programs: Iterable[Program], announce: Announce) -> None:
        # Nothing of the user's proxy settings: all of this is on loopback.
        self._http = httpx.AsyncClient(timeout=2.0, trust_env=False)
        self.processes = {
            program.name: SupervisedProcess(program, self._http, announce) for program in programs
        }
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start all programs at once."""
        self._tasks = [
            asyncio.create_task(process.run(), name=name) for name, process in self.processes.items()
        ]

    async def wait_until_ready(self, timeout: float = START_TIMEOUT) -> None:
        """Wait until every program is ready. Raises CannotStart for one that crashes again and again."""
        deadline = time.monotonic() + timeout
        while waiting := [process for process in self.processes.values() if not process.is_ready]:
            for process in waiting:
                if process.crashes >= HOPELESS or time.monotonic() > deadline:
                    raise CannotStart(_complaint(process.program))
            await asyncio.sleep(_POLL)

    async def stop(self) -> None:
        """End all programs, each within a few seconds."""
        for process in self.processes.values():
            process.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.aclose()


def _complaint(program: Program) -> str:
    return f"{program.name} does not become ready: {program.last_line()} (see {program.log_file})"
