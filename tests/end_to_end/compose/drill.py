"""The log of a recovery drill: when what was done, what was seen, and how long it took.

A pytest plugin. The log stands in the summary of the run, also when all went well.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

_NAME = "drill"


@dataclass
class Drill:
    """The log of one drill. What it is given is kept line by line."""

    keep: Callable[[str], None]
    began: float = field(default_factory=time.monotonic)

    def note(self, sentence: str) -> None:
        """Log what was done or seen, with the time and the seconds since the drill began."""
        self.keep(f"{datetime.now(UTC):%H:%M:%S} {time.monotonic() - self.began:7.1f} s  {sentence}")

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Log how long something took, also when it fails."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.note(f"{what}: took {time.monotonic() - began:.1f} s")


@pytest.fixture
def drill(request: pytest.FixtureRequest) -> Drill:
    """The log of this test."""
    kept: list[tuple[str, object]] = request.node.user_properties
    return Drill(lambda line: kept.append((_NAME, line)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the logs of all drills."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            lines = [str(line) for name, line in getattr(report, "user_properties", ()) if name == _NAME]
            if lines and report.when == "call":
                terminalreporter.section(f"Drill {outcome}: {report.nodeid.rpartition('::')[2]}", sep="-")
                for line in lines:
                    terminalreporter.line(line)
