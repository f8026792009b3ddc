"""What is looked at before anything starts: whether secrets are secrets, and the room on the volumes."""

import argparse
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from operations.fault import Fault
from operations.secrets.faults import ends, expiry, faults
from operations.settings import PreflightSettings


def arguments(_: argparse.ArgumentParser) -> None:
    """Nothing: the environment has all of it."""


def run(_: argparse.Namespace) -> int:
    """Say what keeps the system from starting, one line each; 1 if anything does."""
    settings = PreflightSettings()
    found = [
        *faults(settings.secrets, settings.broker_names),
        *ended(settings.secrets, datetime.now(UTC)),
        *crowded(settings.volumes, settings.free_space),
    ]
    for what, to_do in found:
        print(f"preflight: {what}: {to_do}")
    return 1 if found else 0


def ended(secrets: Path, now: datetime) -> Iterator[Fault]:
    """The certificates that nobody takes any more."""
    for name, end in ends(secrets):
        if end < now:
            yield expiry(name, end, now)


def crowded(volumes: Path, wanted: int) -> Iterator[Fault]:
    """The volumes that have less than `wanted` bytes free."""
    for volume in sorted(volumes.iterdir()) if volumes.exists() else ():
        space = os.statvfs(volume)
        free = space.f_bavail * space.f_frsize
        if free < wanted:
            needs = f"{wanted / 1e6:.0f} MB free and has {free / 1e6:.0f}"
            yield Fault(f"the volume {volume.name} needs {needs}", "make room, or give it a larger disk")
