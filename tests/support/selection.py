"""Which tests run: `--quick` those for every save, `--long` also those that are marked `long`.

A pytest plugin.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

QUICK_FOLDERS = ("unit", "contract", "property")
SERVERS = {"postgres_server", "own_postgres_server", "kafka_bootstrap"}
"""Fixtures that start a server: what asks for one is not quick."""
_TESTS = Path(__file__).parents[1]
_LEFT_OUT = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two ways to choose."""
    group = parser.getgroup("selection")
    group.addoption("--quick", action="store_true", help="only tests for every save, without servers")
    group.addoption("--long", action="store_true", help="also tests that are marked long")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark."""
    config.addinivalue_line("markers", "long: takes minutes; runs on demand, with --long")
    config.stash[_LEFT_OUT] = 0


def is_quick(test: pytest.Item) -> bool:
    """Whether `test` is for every save."""
    in_folder = any(test.path.is_relative_to(_TESTS / folder) for folder in QUICK_FOLDERS)
    return in_folder and SERVERS.isdisjoint(getattr(test, "fixturenames", ()))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not chosen."""
    if config.getoption("--quick"):
        _leave_out(config, items, [one for one in items if not is_quick(one)])
    if not config.getoption("--long"):
        long = [one for one in items if one.get_closest_marker("long")]
        _leave_out(config, items, long)
        config.stash[_LEFT_OUT] = len(long)


def _leave_out(config: pytest.Config, items: list[pytest.Item], some: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=some)
    gone = set(some)
    items[:] = [one for one in items if one not in gone]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that writes the summary: with workers, only they know the tests."""
    if (told := getattr(session.config, "workeroutput", None)) is not None:
        told["left_out"] = session.config.stash[_LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from a worker; all of them left out the same tests."""
    told = getattr(node, "workeroutput", {}).get("left_out", 0)
    node.config.stash[_LEFT_OUT] = max(told, node.config.stash[_LEFT_OUT])


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Iterator[None]:
    """Say how many long tests did not run."""
    yield
    if number := config.stash[_LEFT_OUT]:
        terminalreporter.section("long", yellow=True)
        terminalreporter.line(f"{number} long tests did not run: ./compact test --long", yellow=True)
