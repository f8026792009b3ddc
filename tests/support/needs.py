"""What not every machine has: without it tests are skipped, and the end of the run says so.

A pytest plugin.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import pytest


@dataclass(frozen=True)
class Need:
    """Something that some tests cannot do without."""

    name: str
    required_by: str
    """The variable with which they fail instead of being skipped."""

    @property
    def is_required(self) -> bool:
        """Whether this run must not do without it."""
        return os.environ.get(self.required_by) == "1"

    def do_without(self, reason: str) -> NoReturn:
        """Skip the test, or fail it where the need is required."""
        told = f"{self.name}: {reason}"
        if self.is_required:
            pytest.fail(told, pytrace=False)
        pytest.skip(told)


KAFKA = Need("Kafka", "COMPACT_REQUIRE_KAFKA")
DOCKER = Need("Docker", "COMPACT_REQUIRE_DOCKER")
NODE = Need("Node", "COMPACT_REQUIRE_NODE")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say after all else how many tests missed what: a run without them must not look complete."""
    yield
    skipped = [
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    ]
    for need in (KAFKA, DOCKER, NODE):
        missed = Counter(reason for reason in skipped if reason.startswith(f"{need.name}: "))
        for reason, number in missed.items():
            terminalreporter.section(need.name, yellow=True)
            terminalreporter.line(f"{number} tests did not run for want of {reason}", yellow=True)
