"""`./compact demo`: the story on a system of its own, which then stays up, or not."""

import asyncio
import time
from pathlib import Path

from rich.console import Console

from demo.display import save_picture, show_measures, show_next
from demo.measures import Measures
from demo.story import play
from embedded.layout import Layout
from embedded.system import System


async def demo(layout: Layout, *, leave: bool, picture: Path | None = None) -> None:
    """Start the system, play the story, show what was measured, and stay until cancelled unless `leave`."""
    console = Console(record=picture is not None)
    measures = Measures()
    console.print("Starting PostgreSQL, three services and the gateway ...")
    began = time.monotonic()
    async with System(layout, console.print) as system:
        measures.note("Start until everything is ready", f"{time.monotonic() - began:.2f} s")
        played = await play(system, console, measures)
        show_measures(console, measures.taken)
        if picture is not None:
            save_picture(console, picture)
        if not leave:
            show_next(console, system.gateway_url, played)
            await asyncio.Event().wait()
        console.print("Stopping ...")
