"""How soon `./compact up` is ready, and what memory it holds."""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil

from bench.figure import Figure, Measurement, Setting, at_most
from chassis.base.child_process import free_port
from embedded.errors import CannotStart
from embedded.memory import memory_of
from embedded.processes import ChildProcess, Program

READY, LOADED = "Ready after", "review: "
"""What it says when it is ready, and when all reference facts are loaded."""
POLL = 0.02
PATIENCE = 15.0
MEGABYTE = 1e6


async def measure(setting: Setting) -> list[Measurement]:
    """Start the system, with empty databases at first, and then again with what the first start left."""
    folder = setting.new_folder()
    async with _started(folder):
        pass
    starts = []
    for _ in range(setting.choose(1, 1, 3)):
        async with _started(folder) as (seconds, memory):
            starts.append((seconds, memory))
    return _lines(starts)


@asynccontextmanager
async def _started(folder: Path) -> AsyncIterator[tuple[float, dict[str, int]]]:
    """Starts it; gives the seconds until it was ready, and its memory once it was idle."""
    port, log_file = free_port(), folder / "up.log"
    program = Program(
        name="up",
        command=(sys.executable, "-m", "embedded", "up", "--data-dir", str(folder), "--port", str(port)),
        environment={"PYTHONUNBUFFERED": "1"},
        ready_url=f"http://127.0.0.1:{port}/health/ready",
        log_file=log_file,
    )
    log_file.unlink(missing_ok=True)
    began = time.perf_counter()
    child = await ChildProcess.start(program)
    try:
        await _until_logged(program, child, READY)
        seconds = time.perf_counter() - began
        await _until_logged(program, child, LOADED)
        await _until_idle(child)
        yield seconds, memory_of(psutil.Process(child.pid))
    finally:
        await child.stop(PATIENCE)


async def _until_logged(program: Program, child: ChildProcess, line: str) -> None:
    while line not in program.log_file.read_text(encoding="utf-8"):
        if not psutil.pid_exists(child.pid):
            raise CannotStart(f"The system does not start: {program.last_line()}")
        await asyncio.sleep(POLL)


async def _until_idle(child: ChildProcess) -> None:
    """Wait until the commands that load have ended: their memory is not the system's."""
    while any("load-reference" in command for command in _command_lines(child.pid)):
        await asyncio.sleep(POLL)


def _command_lines(parent: int) -> Iterator[list[str]]:
    for process in psutil.Process(parent).children(recursive=True):
        with suppress(psutil.Error):
            yield process.cmdline()


def _lines(starts: list[tuple[float, dict[str, int]]]) -> list[Measurement]:
    rounds = [{"seconds": seconds, "bytes": memory} for seconds, memory in starts]
    ready = statistics.median(seconds for seconds, _ in starts)
    total = statistics.median(sum(memory.values()) for _, memory in starts) / MEGABYTE
    parts = {
        name: statistics.median(memory.get(name, 0) for _, memory in starts) / MEGABYTE
        for name in sorted({name for _, memory in starts for name in memory})
    }
    return [
        Measurement("ready, second start", ready, "s", None, at_most(8), rounds),
        Measurement("memory of all processes", total, "MB", None, at_most(700)),
        *(Measurement(f"  {name}", size, "MB") for name, size in parts.items()),
    ]


START = Figure("start", "./compact up, from the start until ready, and its memory (PSS)", measure)
