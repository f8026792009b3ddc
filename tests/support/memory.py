"""Temporary files in memory, where there is room: a database is hundreds of files, and each test has some.

A pytest plugin. `PYTEST_DEBUG_TEMPROOT` names another place.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

MEMORY = Path("/dev/shm")  # pytest makes a folder of its own in it, closed to others
ROOM = 8 << 30
"""Bytes that must be free, some three times what a run needs."""
PLACE = "PYTEST_DEBUG_TEMPROOT"


def has_room(folder: Path, available: int) -> bool:
    """Whether programs can run and a run fits there, with so many bytes of memory `available`."""
    with suppress(OSError):
        found = os.statvfs(folder)
        free = found.f_bavail * found.f_frsize
        return min(free, available) >= ROOM and not found.f_flag & os.ST_NOEXEC
    return False


def choice(environment: Mapping[str, str], folder: Path, available: int) -> dict[str, str]:
    """What to add to `environment`, if anything."""
    if PLACE not in environment and has_room(folder, available):
        return {PLACE: str(folder)}
    return {}


def pytest_configure(config: pytest.Config) -> None:
    """Choose; with workers, the process that starts them does."""
    if not hasattr(config, "workerinput"):
        os.environ.update(choice(os.environ, MEMORY, psutil.virtual_memory().available))
