"""Runs of `python -m bench` as processes, with their temporary data in a folder of the test's own."""

import os
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE, Process
from pathlib import Path


async def start(folder: Path, *arguments: str) -> Process:
    """Start it; what it prints can be read from it."""
    return await create_subprocess_exec(
        *(sys.executable, "-m", "bench", *arguments),
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, "TMPDIR": str(folder)},
    )
