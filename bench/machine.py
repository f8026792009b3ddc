"""On what was measured."""

import importlib.metadata
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from chassis.local_postgres.cluster import binaries

CORES = 2
ROOT = Path(__file__).parents[1]


def keep_to_two_cores() -> None:
    """Let this process and all that it starts use two cores, where the system allows it (Linux)."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def facts() -> dict[str, Any]:
    """What a reader must know of the machine and the software before comparing figures."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _first_line("git", "-C", str(ROOT), "rev-parse", "HEAD"),
        "system": platform.platform(),
        "cores_of_machine": os.cpu_count(),
        "cores_used": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        "postgresql": _first_line(str(binaries() / "postgres"), "--version"),
        "packages": {name: importlib.metadata.version(name) for name in ("fastapi", "sqlalchemy", "asyncpg")},
    }


def _first_line(*command: str) -> str | None:
    """What a command says; None when it is not there or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip().partition("\n")[0]
