"""Programs to supervise, and how to see whether a process still lives."""

import sys
from pathlib import Path

import psutil

from chassis.base.child_process import free_port
from embedded.processes import Program


def answering(folder: Path, name: str = "answering", *options: str) -> Program:
    """A program that is ready as soon as it runs; `--deaf` makes it ignore SIGTERM."""
    port = free_port()
    return Program(
        name=name,
        command=(sys.executable, "-m", "tests.support.embedded.answering", str(port), *options),
        environment={},
        ready_url=f"http://127.0.0.1:{port}/health/ready",
        log_file=folder / f"{name}.log",
    )


def hopeless(folder: Path, last_words: str) -> Program:
    """A program that says `last_words` and fails."""
    code = f"import sys; sys.exit({last_words!r})"
    return Program(
        name="hopeless",
        command=(sys.executable, "-c", code),
        environment={},
        ready_url=f"http://127.0.0.1:{free_port()}/",
        log_file=folder / "hopeless.log",
    )


def is_alive(pid: int) -> bool:
    """Whether process `pid` runs; one that only waits for its parent to notice its end does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
