"""The folder of a run: locked meanwhile, removed or kept afterwards, swept up when the run was killed."""

import fcntl
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

RUNNING, KEPT = "compact-soak-", "compact-soak.kept-"
LOCK = "run.lock"
LEAST_FREE = 2 * 1024**3
FAREWELL = 5.0


class NoRoom(Exception):
    """The disk has too little room; the message says where and how much is needed."""


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder for one run, removed at the end unless it was moved away. Raises NoRoom."""
    place = Path(tempfile.gettempdir())
    sweep(place)
    if shutil.disk_usage(place).free < LEAST_FREE:
        raise NoRoom(f"{place} has less than 2 GB of free space, which a soak needs.")
    folder = Path(tempfile.mkdtemp(prefix=RUNNING, dir=place))
    try:
        with _locked(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(folder: Path, seed: int) -> Path:
    """Move `folder` where no sweep takes it; returns the new place."""
    kept = Path(tempfile.mkdtemp(prefix=f"{KEPT}{seed}-", dir=folder.parent))
    return folder.rename(kept)


def sweep(place: Path) -> None:
    """End and remove what killed runs left in `place`; what a living run holds is left alone."""
    for lock in place.glob(f"{RUNNING}*/{LOCK}"):
        folder = lock.parent
        with suppress(BlockingIOError, FileNotFoundError), _locked(folder):
            _end_processes(folder)
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _end_processes(folder: Path) -> None:
    """End what works in `folder`. A frozen server has its order to end already, and only has to hear it."""
    found = [process for process in psutil.process_iter() if _works_in(process, folder)]
    for order in (signal.SIGCONT, signal.SIGKILL):
        for process in found:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(order)
        psutil.wait_procs(found, FAREWELL)


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()).is_relative_to(folder)
    except psutil.Error:
        return False
