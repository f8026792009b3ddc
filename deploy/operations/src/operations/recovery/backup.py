"""Saving all databases while the system works.

The dumps begin at the same moment, and need not be of one snapshot: after a restore every service reads the
others' ledgers anew, so what one has received of another is what the other has.
"""

import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from operations.compose import Compose
from operations.recovery import manifest as manifests
from operations.recovery.databases import Databases
from operations.recovery.manifest import Manifest, Saved
from operations.roles import SERVICES

Say = Callable[[str], None]


def back_up(compose: Compose, into: Path, say: Say) -> Path:
    """Save all databases to a new folder in `into`; returns it.

    It has its name only when it is complete. Raises `ComposeError`, or OSError such as for a full disk.
    """
    began = datetime.now(UTC)
    complete = into / f"{began:%Y%m%dT%H%M%SZ}"
    unfinished = into / f".{complete.name}.unfinished"
    into.mkdir(parents=True, exist_ok=True)
    unfinished.mkdir(mode=0o700)  # the gateway's signing keys are in there
    try:
        saved = _save_all(compose, unfinished, say)
        manifests.write(unfinished, Manifest(release=_release(compose), time=began, databases=saved))
        _reach_the_disk(unfinished)
        unfinished.rename(complete)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return complete


def _save_all(compose: Compose, folder: Path, say: Say) -> dict[str, Saved]:
    databases = Databases(compose)

    def save(name: str) -> Saved:
        one = databases.save(name, folder)
        say(f"{name}: {one.size / 1e6:.1f} MB, ledger up to {one.position}")
        return one

    names = [service.name for service in SERVICES]
    with ThreadPoolExecutor(len(names)) as together:
        return dict(zip(names, together.map(save, names), strict=True))


def _release(compose: Compose) -> str:
    described = json.loads(compose.run("config", "--format", "json"))
    image: str = described["services"]["gateway"]["image"]
    return image.rpartition(":")[2]


def _reach_the_disk(folder: Path) -> None:
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
