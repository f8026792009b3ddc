"""Loading the reference facts and the real data that the product ships, with a progress bar."""

import asyncio
import json

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from demo.system import System


async def load(system: System, console: Console) -> None:
    """Let each service load what it ships; they do it at the same time."""
    columns = (TextColumn("{task.description:<44}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        small = progress.add_task("Registry of actors and norms, rule sets", total=2)

        async def load_small(service: str) -> None:
            await system.command(service, "load-reference")
            progress.advance(small)

        await asyncio.gather(
            load_small("registry"), load_small("review"), _load_commitments(system, progress)
        )


async def _load_commitments(system: System, progress: Progress) -> None:
    """Show how far it is: one JSON object per line, and at the end a summary of what was loaded."""
    bars: dict[str, TaskID] = {}
    async for line in system.lines("commitments", "load-reference", "--progress"):
        if not line.startswith("{"):
            progress.console.print(line)
            continue
        reached = json.loads(line)
        step = reached["step"]
        if step not in bars:
            bars[step] = progress.add_task(step, total=reached["total"])
        progress.update(bars[step], completed=reached["done"])
