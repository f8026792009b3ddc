"""One child process: started, watched, ended; never left behind."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from chassis.base.child_process import die_with_parent


@dataclass(frozen=True)
class Program:
    """What to run, and how to see that it is ready."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    ready_url: str
    """Answers 200 once the process can do its work."""
    log_file: Path
    """Gets what the process prints."""

    def last_line(self) -> str:
        """The last line of the log that is not blank."""
        try:
            written = self.log_file.read_text(errors="replace")
        except OSError as error:
            return f"its log cannot be read: {error.strerror}"
        lines = [line for line in written.splitlines() if line.strip()]
        return lines[-1].strip() if lines else "its log is empty"

    @contextmanager
    def open_log(self) -> Iterator[IO[bytes] | int]:
        """Where the process can print to; nowhere when its log cannot be written, as on a full disk."""
        try:
            log = self.log_file.open("ab")
        except OSError:
            yield DEVNULL
        else:
            with log:
                yield log


class ChildProcess:
    """A running `Program`.

    It leads a session of its own, so that Ctrl-C in the terminal reaches the supervisor alone, and Linux
    kills it when the supervisor dies without a farewell.
    """

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, program: Program) -> "ChildProcess":
        """Start `program` from this thread, which must outlive it."""
        with program.open_log() as log:
            process = await asyncio.create_subprocess_exec(
                *program.command,
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **program.environment},
                start_new_session=True,
                preexec_fn=die_with_parent(),
            )
        return cls(process)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    async def wait(self) -> str:
        """Wait until it ends; returns how, as in `signal 9` or `exit code 1`."""
        code = await self._process.wait()
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    async def stop(self, patience: float) -> None:
        """Ask it to end, and after `patience` seconds make it."""
        self.send(signal.SIGTERM)
        self.send(signal.SIGCONT)  # a frozen process hears nothing
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wait(), patience)
        self.send(signal.SIGKILL)
        await self.wait()

    def send(self, order: signal.Signals) -> None:
        """Send a signal to the process and all that it started; none when they are gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, order)
