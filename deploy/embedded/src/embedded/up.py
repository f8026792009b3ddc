"""`./compact up`: the system at a terminal, until Ctrl-C."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Coroutine
from typing import Any

from chassis.base.child_process import CommandFailed
from demo.first_writes import first_writes
from embedded import trial
from embedded.layout import BEHIND_GATEWAY, GATEWAY, Layout
from embedded.system import System


async def up(layout: Layout) -> None:
    """Run the system until cancelled."""
    began = time.monotonic()
    say("Starting PostgreSQL, the services and the gateway ...")
    async with System(layout, say) as system:
        say(f"Ready after {time.monotonic() - began:.1f} s at {system.gateway_url}")
        say(f"Logs and data are in {layout.data_dir}. Ctrl-C stops everything.")
        try:
            await _wrap_keys(system)
            await _load_reference(system)
            await _show_first_writes(system)
            await asyncio.Event().wait()
        finally:
            say("Stopping ...")


async def _load_reference(system: System) -> None:
    """Load what the services ship, which changes nothing when it is there; the system serves meanwhile."""
    try:
        for service in BEHIND_GATEWAY:
            async for line in system.lines(service, "load-reference"):
                say(f"{service}: {line}")
    except CommandFailed as error:
        say(f"The reference data could not be loaded: {error}")


async def _wrap_keys(system: System) -> None:
    """Wrap signing keys that an earlier release left plain in the files of this system."""
    try:
        await system.command(GATEWAY, "keys", "wrap")
    except CommandFailed as error:
        say(f"No token is signed: {error} Here that is ./compact operate gateway keys rotate.")


async def _show_first_writes(system: System) -> None:
    """Lines to paste, with the credentials of two clients that are made at the first start."""
    try:
        state, secretariat = await trial.credentials(system, system.layout.data_dir / "trial_clients.json")
    except CommandFailed as error:
        say(f"The clients for a trial could not be made: {error}")
        return
    say("To write, paste these lines; ./compact clients makes clients of your own:")
    for line in first_writes(system.gateway_url, state, secretariat):
        print(f"  {line}", flush=True)


def say(line: str) -> None:
    """Print `line` with the time of day. When it cannot be read or written, the system stays all the same."""
    try:
        os.write(sys.stdout.fileno(), f"{time.strftime('%H:%M:%S')} {line}\n".encode(errors="replace"))
    except OSError:
        return  # the reader has gone, or a file has no room


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Do `work`; SIGINT, SIGTERM or SIGHUP cancel it once, and more of them do not disturb its farewell."""
    task = asyncio.ensure_future(work)
    stopped = asyncio.Event()

    def stop() -> None:
        if not stopped.is_set():
            stopped.set()
            task.cancel()

    for order in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(order, stop)
    await asyncio.wait({task})
    if not task.cancelled():
        task.result()
