"""How long each step took, and how much memory the processes hold."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psutil

MEBIBYTE = 1024 * 1024


@dataclass
class Measures:
    """What was measured, in the order in which it was."""

    taken: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure the block's time."""
        began = time.monotonic()
        yield
        self.note(name, f"{time.monotonic() - began:.2f} s")

    def note(self, name: str, value: str) -> None:
        """Keep one figure."""
        self.taken.append((name, value))


def resident_memory() -> tuple[int, dict[str, int]]:
    """Memory of this process and all that it started, in MiB: in all, and by service."""
    by_name = memory_of(psutil.Process())
    return sum(by_name.values()) // MEBIBYTE, {name: size // MEBIBYTE for name, size in by_name.items()}


def memory_of(supervisor: psutil.Process) -> dict[str, int]:
    """Bytes that `supervisor` and all that it started hold, by service.

    Pages that processes share are counted once, each with its part (PSS), as far as the system tells.
    """
    by_name: dict[str, int] = {}
    for process in [supervisor, *supervisor.children(recursive=True)]:
        with suppress(psutil.Error):
            used = process.memory_full_info()
            size = getattr(used, "pss", used.rss)
            name = "supervisor" if process == supervisor else _name(process)
            by_name[name] = by_name.get(name, 0) + size
    return by_name


def _name(process: psutil.Process) -> str:
    words = process.cmdline()
    return words[words.index("-m") + 1] if "-m" in words else "postgres"
