"""What is looked at before anything starts: whether secrets are secrets, and the room on the volumes."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from operations.secrets import folder
from operations.settings import PreflightSettings


def arguments(_: argparse.ArgumentParser) -> None:
    """Nothing: the environment tells."""


def run(_: argparse.Namespace) -> int:
    """Say what keeps the system from starting, one line each; 1 if anything does."""
    settings = PreflightSettings()
    found = [*folder.faults(settings.secrets), *crowded(settings.volumes, settings.free_space)]
    for fault in found:
        print(f"preflight: {fault}")
    return 1 if found else 0


def crowded(volumes: Path, wanted: int) -> Iterator[str]:
    """The volumes that have less than `wanted` bytes free."""
    for volume in sorted(volumes.iterdir()) if volumes.exists() else ():
        space = os.statvfs(volume)
        free = space.f_bavail * space.f_frsize
        if free < wanted:
            needs = f"{wanted / 1e6:.0f} MB free and has {free / 1e6:.0f}"
            yield f"the volume {volume.name} needs {needs}: make room, or give it a larger disk"
