"""Soaks in processes of their own, and what one has left behind."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import psutil

from tests.soak.folders import RUNNING


async def start(folder: Path, *arguments: str, **environment: str) -> Process:
    """A soak that keeps its files in `folder`."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.soak", *arguments),
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, "TMPDIR": str(folder), **environment},
        start_new_session=True,
    )


def remains(folder: Path) -> list[str]:
    """Files, mounts and processes that a soak has left in `folder`."""
    files = [str(file) for file in folder.glob(f"{RUNNING}*")]
    mounts = [line for line in Path("/proc/self/mountinfo").read_text().splitlines() if str(folder) in line]
    return [*files, *mounts, *(f"process {pid}" for pid in processes_in(folder))]


def processes_in(folder: Path) -> list[int]:
    """The processes that a soak has started in `folder`."""
    return [process.pid for process in psutil.process_iter() if _belongs(process, folder)]


def _belongs(process: psutil.Process, folder: Path) -> bool:
    """The servers work in the folder, the services write their logs there; who has ended only waits."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        opened = (file.path for file in process.open_files())
        return any(Path(path).is_relative_to(folder) for path in (process.cwd(), *opened))
    except psutil.Error:
        return False
