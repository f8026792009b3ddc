"""The notebook as a process of its own, as it runs in production."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from chassis.base.child_process import die_with_parent, free_port
from chassis.testing import eventually
from tests.support.chassis import FOLDER

_ROOT = FOLDER.parent.parent.parent


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Serving:
    """A process that answers HTTP."""

    process: asyncio.subprocess.Process
    url: str

    async def end(self, order: signal.Signals = signal.SIGTERM) -> Ended:
        """Tell it to end and wait until it has."""
        self.process.send_signal(order)
        return await _ended(self.process)


def environment(package: str = "notebook", **settings: str) -> dict[str, str]:
    """The environment of a process of `package` with `settings`, by their names without prefix."""
    prefix = f"{package.upper()}_"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(prefix)}
    path = os.pathsep.join([str(_ROOT), str(FOLDER), os.environ.get("PYTHONPATH", "")])
    named = {f"{prefix}{name.upper()}": value for name, value in settings.items()}
    return {**inherited, "PYTHONPATH": path, **named}


async def start(
    *arguments: str, settings: Mapping[str, str], package: str | None = None
) -> asyncio.subprocess.Process:
    """Start `python -m <arguments>`, with the settings of `package`, or of what is started."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *arguments,
        env=environment(package or arguments[0], **settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=die_with_parent(),
    )


async def run(*arguments: str, settings: Mapping[str, str]) -> Ended:
    """Run `python -m notebook <arguments>` to its end."""
    return await _ended(await start("notebook", *arguments, settings=settings))


async def _ended(process: asyncio.subprocess.Process) -> Ended:
    out, err = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def serving(
    verb: str = "run", package: str = "notebook", program: Sequence[str] = (), **settings: str
) -> AsyncIterator[Serving]:
    """A process of `package`, or a `program` with its settings, that answers HTTP; ended if it runs still."""
    port = str(free_port())
    arguments = program or (package, verb)
    process = await start(*arguments, settings={**settings, "port": port}, package=package)
    url = f"http://127.0.0.1:{port}"

    async def answers() -> bool:
        if process.returncode is not None:
            raise AssertionError(await _ended(process))
        try:
            async with httpx.AsyncClient() as client:
                return (await client.get(f"{url}/health/live")).status_code == 200
        except httpx.TransportError:
            return False

    try:
        await eventually(answers, within=30)
        yield Serving(process, url)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
