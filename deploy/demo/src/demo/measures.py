"""How long each step took, and what else was measured."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


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
