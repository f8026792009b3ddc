"""`./compact up`: the system at a terminal, until Ctrl-C."""

import asyncio
import signal
import time
from collections.abc import Coroutine
from typing import Any

from rich.console import Console

from embedded.layout import Layout
from embedded.system import System


async def up(layout: Layout, console: Console) -> None:
    """Run the system until cancelled."""

    def announce(line: str) -> None:
        console.print(f"{time.strftime('%H:%M:%S')} {line}", highlight=False, markup=False)

    began = time.monotonic()
    console.print("Starting PostgreSQL, the services and the gateway ...")
    async with System(layout, announce) as system:
        console.print(f"Ready after {time.monotonic() - began:.1f} s at [bold]{system.gateway_url}[/bold]")
        console.print(f"Logs and data are in {layout.data_dir}. Ctrl-C stops everything.", highlight=False)
        try:
            await asyncio.Event().wait()
        finally:
            console.print("Stopping ...")


async def until_told_to_stop(work: Coroutine[Any, Any, None]) -> None:
    """Do `work`; SIGINT or SIGTERM cancel it once, and more of them do not disturb its farewell."""
    task = asyncio.ensure_future(work)
    told = asyncio.Event()

    def stop() -> None:
        if not told.is_set():
            told.set()
            task.cancel()

    for order in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(order, stop)
    await asyncio.wait({task})
    if not task.cancelled():
        task.result()
